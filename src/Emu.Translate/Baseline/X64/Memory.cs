using System.Numerics;

namespace Emu.Translate.Baseline.X64;

/// <summary>
/// A memory operand: base + index * scale + displacement, each part but one optional (Intel SDM vol. 2, 2.1.5). It is
/// written with the shortest displacement that holds it.
/// </summary>
internal readonly struct Memory
{
    private const byte None = 0xFF;

    private readonly byte baseNumber;
    private readonly byte indexNumber;
    private readonly byte scaleShift;

    private Memory(byte @base, byte index, byte shift, int displacement)
    {
        baseNumber = @base;
        indexNumber = index;
        scaleShift = shift;
        Displacement = displacement;
    }

    /// <summary>The operand at a base register and a displacement in bytes.</summary>
    public Memory(Gpr @base, int displacement = 0)
        : this((byte)@base, (byte)Gpr.Rsp, 0, displacement)
    {
    }

    /// <summary>The operand at a base, an index register times 1, 2, 4 or 8, and a displacement in bytes.</summary>
    /// <exception cref="ArgumentException">
    /// The index is rsp, which no encoding can say, or the scale is another one.
    /// </exception>
    public Memory(Gpr @base, Gpr index, int scale, int displacement = 0)
        : this((byte)@base, Index(index), Log2(scale), displacement)
    {
    }

    /// <summary>The displacement, in bytes.</summary>
    public int Displacement { get; }

    /// <summary>Whether there is a base register.</summary>
    public bool HasBase => baseNumber != None;

    /// <summary>Whether there is an index register; rsp's number says in a SIB byte that there is none.</summary>
    public bool HasIndex => indexNumber != (byte)Gpr.Rsp;

    /// <summary>The base register's number, where there is one.</summary>
    public int BaseNumber => baseNumber;

    /// <summary>The index register's number, or rsp's for none.</summary>
    public int IndexNumber => indexNumber;

    /// <summary>The binary logarithm of the scale.</summary>
    public int ScaleShift => scaleShift;

    /// <summary>
    /// The extension bits that the operand needs in a REX prefix: X (2) for the index, B (1) for the base.
    /// </summary>
    public int RexBits => ((indexNumber >> 3) << 1) | (HasBase ? baseNumber >> 3 : 0);

    /// <summary>
    /// The operand at an index register times 1, 2, 4 or 8, and a displacement, without a base: for LEA.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The index is rsp, which no encoding can say, or the scale is another one.
    /// </exception>
    public static Memory Scaled(Gpr index, int scale, int displacement = 0) =>
        new(None, Index(index), Log2(scale), displacement);

    /// <summary>The same operand, some bytes further.</summary>
    public Memory Offset(int bytes) => new(baseNumber, indexNumber, scaleShift, Displacement + bytes);

    private static byte Index(Gpr index) =>
        index != Gpr.Rsp ? (byte)index : throw new ArgumentException("rsp cannot be an index register", nameof(index));

    private static byte Log2(int scale) => scale is 1 or 2 or 4 or 8
        ? (byte)BitOperations.Log2((uint)scale)
        : throw new ArgumentException("the scale of an index is 1, 2, 4 or 8", nameof(scale));
}
