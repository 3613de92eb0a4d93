namespace Emu.Testing;

/// <summary>The state in which a <see cref="CpuCase"/> stopped.</summary>
public sealed record CpuResult
{
    /// <summary>Why it stopped.</summary>
    public required CpuStop Stop { get; init; }

    /// <summary>Virtual address at which it stopped.</summary>
    public required ulong Pc { get; init; }

    /// <summary>The 32 integer registers.</summary>
    public required ulong[] X { get; init; }

    /// <summary>The 32 floating-point registers.</summary>
    public required ulong[] F { get; init; }

    /// <summary><c>frm</c> in bits 7 to 5, <c>fflags</c> below.</summary>
    public required uint Fcsr { get; init; }

    /// <summary>The <see cref="CpuCase.MemorySize"/> bytes at <see cref="CpuCase.MemoryAddress"/>.</summary>
    public required byte[] Memory { get; init; }

    /// <summary>What another result has differently, as text, or null when they are alike.</summary>
    public string? DifferenceTo(CpuResult expected)
    {
        List<string> lines = [];
        if (Stop != expected.Stop)
            lines.Add($"stopped by {Stop}, not {expected.Stop}");
        Compare("pc", Pc, expected.Pc);
        for (int i = 0; i < 32; i++)
            Compare($"x{i}", X[i], expected.X[i]);
        for (int i = 0; i < 32; i++)
            Compare($"f{i}", F[i], expected.F[i]);
        Compare("fcsr", Fcsr, expected.Fcsr);
        for (int i = 0; i < CpuCase.MemorySize; i++)
            Compare($"byte {i}", Memory[i], expected.Memory[i]);
        return lines.Count == 0 ? null : string.Join("; ", lines);

        void Compare(string name, ulong actual, ulong wanted)
        {
            if (actual != wanted)
                lines.Add($"{name} is 0x{actual:x}, not 0x{wanted:x}");
        }
    }
}
