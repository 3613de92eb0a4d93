using System.Runtime.InteropServices;

namespace Emu.Guest.RiscV;

/// <summary>
/// A decoded instruction: which method runs and its arguments. Register and small operands stand in
/// <see cref="A"/> to <see cref="D"/> in the order of the method's parameters, the one immediate or offset in
/// <see cref="Immediate"/>.
/// A fifth small operand (a fused multiply-add's rounding mode) stands in <see cref="Immediate"/> too.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct DecodedInstruction
{
    /// <summary>The method, after aliases are resolved.</summary>
    public Operation Operation;

    /// <summary>Distance in bytes from the start of the block; set by the block builder.</summary>
    public ushort BlockOffset;

    public byte A;
    public byte B;
    public byte C;
    public byte D;

    public int Immediate;

    /// <summary>The instruction word; a compressed instruction has a zero upper half.</summary>
    public uint Raw;

    /// <summary>Bytes of the encoding, 2 or 4.</summary>
    public readonly int Length => (Raw & 3) == 3 ? 4 : 2;
}
