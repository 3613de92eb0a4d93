using System.Runtime.InteropServices;
using Emu.Isa;
using Emu.Linux.Abi;

namespace Emu.Guest.RiscV.Linux;

/// <summary>Writes and reads <see cref="SignalFrame"/>.</summary>
/// <remarks>Invariant of the unsafe code: the CPU's state lives as long as the CPU, which the caller holds.</remarks>
public sealed unsafe class RiscVSignalFrame : SignalFrameWriter
{
    /// <inheritdoc/>
    public override int Size => SignalFrame.SizeInBytes;

    /// <inheritdoc/>
    public override int InfoOffset => 0;

    /// <inheritdoc/>
    public override int ContextOffset => SignalFrame.ContextOffset;

    /// <inheritdoc/>
    public override void Write(Span<byte> frame, in SignalContext context, Cpu cpu)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        var written = new SignalFrame { Info = context.Info, Stack = context.Stack, Mask = context.Mask };
        written.Save(cpu.State);
        MemoryMarshal.Write(frame, in written);
    }

    /// <inheritdoc/>
    public override bool TryRead(ReadOnlySpan<byte> frame, out SignalContext context)
    {
        ref readonly SignalFrame read = ref MemoryMarshal.AsRef<SignalFrame>(frame);
        context = new SignalContext(read.Info, read.Stack, read.Mask);
        return read.IsSound;
    }

    /// <inheritdoc/>
    public override void Restore(ReadOnlySpan<byte> frame, Cpu cpu)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        MemoryMarshal.AsRef<SignalFrame>(frame).Restore(cpu.State);
    }
}
