using Emu.Linux.Abi;

namespace Emu.Linux.Signals;

/// <summary>What a new thread or process takes over from the thread that makes it.</summary>
/// <param name="Mask">The signals that it blocks.</param>
/// <param name="Stack">Its stack for handlers, which only a new process keeps.</param>
internal readonly record struct SignalState(SignalSet Mask, AlternateStack Stack)
{
    /// <summary>For a thread in the same address space: two handlers cannot share a stack.</summary>
    public SignalState ForThread() => this with { Stack = AlternateStack.None };
}
