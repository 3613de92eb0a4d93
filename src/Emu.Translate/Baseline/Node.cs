namespace Emu.Translate.Baseline;

/// <summary>A value or condition of the instruction that is being translated. It is computed when something needs
/// it.</summary>
internal struct Node
{
    /// <summary>In <see cref="Location"/>: not computed yet.</summary>
    public const sbyte Nowhere = -1;

    public NodeKind Kind;

    /// <summary>A width, format or comparison, by the kind.</summary>
    public byte Detail;

    /// <summary>Other nodes that have it as an operand, and have not been computed yet.</summary>
    public byte Uses;

    /// <summary>Number of the host register that holds it, or <see cref="Nowhere"/>.</summary>
    public sbyte Location;

    /// <summary>Operands, by their numbers in the graph.</summary>
    public short A, B, C;

    public long Constant;
}
