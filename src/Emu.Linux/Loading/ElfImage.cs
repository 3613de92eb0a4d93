namespace Emu.Linux.Loading;

/// <summary>What is to be loaded of a 64-bit ELF file for the guest's architecture; <see cref="ElfReader"/> makes
/// it.</summary>
internal sealed record ElfImage
{
    /// <summary>The addresses are final (ET_EXEC); else the image goes anywhere (ET_DYN).</summary>
    public required bool IsFixed { get; init; }

    /// <summary>Address of the first instruction, before the image is moved.</summary>
    public required ulong Entry { get; init; }

    /// <summary>What is loaded, ascending and without overlaps; at least one.</summary>
    public required IReadOnlyList<ElfSegment> Segments { get; init; }

    /// <summary>Address of the program headers in memory, before the image is moved; 0 when no segment has
    /// them.</summary>
    public required ulong HeadersAddress { get; init; }

    /// <summary>Number of program headers.</summary>
    public required int HeaderCount { get; init; }

    /// <summary>PT_INTERP, without its zero; null when the program needs none.</summary>
    public byte[]? Interpreter { get; init; }

    /// <summary>Whether PT_GNU_STACK asks for a stack that can be executed.</summary>
    public bool HasExecutableStack { get; init; }

    /// <summary>The largest p_align, at least a page: what an image that is moved is moved by multiples of.</summary>
    public required ulong Alignment { get; init; }

    /// <summary>First page.</summary>
    public ulong Start => PageMath.Down(Segments[0].Address);

    /// <summary>Behind the last page.</summary>
    public ulong End => PageMath.Up(Segments[^1].End);
}
