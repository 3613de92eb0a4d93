namespace Emu.Linux.Abi;

/// <summary>What a signal frame holds apart from registers, in all architectures' layouts.</summary>
/// <param name="Info">The signal.</param>
/// <param name="Stack">The thread's alternate stack, which the return from the handler sets again.</param>
/// <param name="Mask">The signals that are blocked again after the handler.</param>
/// <param name="Fault">The thread's last fault, whether this signal comes from it or not; some architectures tell it.</param>
public readonly record struct SignalContext(SignalInfo Info, AlternateStack Stack, SignalSet Mask, CpuFault Fault = default);
