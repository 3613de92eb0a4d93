using System.Runtime.InteropServices;

namespace Emu.Isa;

/// <summary>
/// A decoded instruction: which method runs and its arguments. Register and small operands stand in
/// <see cref="A"/> to <see cref="D"/> in the order of the method's parameters, the one immediate or offset in
/// <see cref="Immediate"/>.
/// A fifth small operand (a fused multiply-add's rounding mode) stands in <see cref="Immediate"/> too.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct DecodedInstruction
{
    /// <summary>In <see cref="Operation"/>: no instruction, or one that the CPU has not.</summary>
    public const ushort Illegal = 0;

    /// <summary>In <see cref="Operation"/>: stands after the last instruction of a decoded block.</summary>
    public const ushort EndOfBlock = 1;

    /// <summary>The method, after aliases are resolved: a number that the guest's generated code gives it, or one of the
    /// above.</summary>
    public ushort Operation;

    /// <summary>Distance in bytes from the start of the block; set by the block builder.</summary>
    public ushort BlockOffset;

    public byte A;
    public byte B;
    public byte C;
    public byte D;

    public int Immediate;

    /// <summary>The instruction's bits, as <see cref="Cpu.RaiseIllegal"/> reports them and the guest finds its length in
    /// them.</summary>
    public uint Raw;

    /// <summary>Whether another one does the same, wherever they stand in their blocks.</summary>
    public readonly bool IsSameAs(in DecodedInstruction other) =>
        (Operation, A, B, C, D) == (other.Operation, other.A, other.B, other.C, other.D)
        && Immediate == other.Immediate && Raw == other.Raw;
}
