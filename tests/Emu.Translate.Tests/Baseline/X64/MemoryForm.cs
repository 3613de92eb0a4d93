using Emu.Translate.Baseline.X64;

namespace Emu.Translate.Tests.Baseline.X64;

/// <summary>A memory operand as its parts.</summary>
internal sealed record MemoryForm(Gpr? Base, Gpr? Index, int Scale, int Displacement)
{
    private static readonly int[] Displacements =
        [0, 1, 127, 128, -1, -128, -129, int.MaxValue, int.MinValue];

    /// <summary>Every base with every index, scale and length of displacement.</summary>
    public static IEnumerable<MemoryForm> All =>
        from @base in Names.Registers.Cast<Gpr?>().Append(null)
        from index in Names.Registers.Where(index => index != Gpr.Rsp).Cast<Gpr?>().Append(null)
        from scale in index is null ? [1] : new[] { 1, 2, 4, 8 }
        from displacement in Displacements
        where @base is not null || index is not null
        select new MemoryForm(@base, index, scale, displacement);

    /// <summary>Enough for an instruction that shares its way of writing operands with others.</summary>
    public static IEnumerable<MemoryForm> Some { get; } =
        [.. from @base in Names.Registers
            from index in new Gpr?[] { null, Gpr.Rax, Gpr.Rbp, Gpr.R12, Gpr.R13 }
            from displacement in new[] { 0, -128, 128 }
            select new MemoryForm(@base, index, index is null ? 1 : 4, displacement)];

    public Memory Operand => Index is not { } index ? new Memory(Base!.Value, Displacement)
        : Base is { } @base ? new Memory(@base, index, Scale, Displacement)
        : Memory.Scaled(index, Scale, Displacement);

    /// <summary>How many bytes the shortest displacement has: none, one or four.</summary>
    public int DisplacementSize => Base is null ? 4
        : Displacement == 0 && Base is not (Gpr.Rbp or Gpr.R13) ? 0
        : Displacement is >= sbyte.MinValue and <= sbyte.MaxValue ? 1 : 4;

    /// <summary>The text that Iced has for it.</summary>
    public override string ToString()
    {
        string text = Base is { } @base ? Names.Of(@base, 8) : "";
        if (Index is { } index)
            text += (text.Length > 0 ? "+" : "") + Names.Of(index, 8) + (Scale > 1 || Base is null ? $"*{Scale}" : "");
        return Displacement == 0 && Base is not null ? $"[{text}]" : $"[{text}{Displacement:+0;-0;+0}]";
    }
}
