using Emu.Testing;

namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>The state in which an <see cref="A64Case"/> stopped.</summary>
public sealed record A64Result
{
    /// <summary>Why it stopped.</summary>
    public required CpuStop Stop { get; init; }

    /// <summary>Virtual address at which it stopped.</summary>
    public required ulong Pc { get; init; }

    /// <summary>X0 to X30, and SP.</summary>
    public required ulong[] X { get; init; }

    /// <summary>NZCV at its place in PSTATE.</summary>
    public required ulong Flags { get; init; }

    /// <summary>FPSR.</summary>
    public required uint FloatStatus { get; init; }

    /// <summary>V0 to V31.</summary>
    public required UInt128[] V { get; init; }

    /// <summary>The memory.</summary>
    public required byte[] Memory { get; init; }

    /// <summary>What another result has differently, as text, or null when they are alike.</summary>
    public string? DifferenceTo(A64Result expected)
    {
        List<string> lines = [];
        if (Stop != expected.Stop) lines.Add($"stopped by {Stop}, not {expected.Stop}");
        Compare("pc", Pc, expected.Pc);
        for (int i = 0; i < X.Length; i++) Compare(i == 31 ? "sp" : $"x{i}", X[i], expected.X[i]);
        Compare("nzcv", Flags >> 28, expected.Flags >> 28);
        Compare("fpsr", FloatStatus, expected.FloatStatus);
        for (int i = 0; i < V.Length; i++) Compare($"v{i}", V[i], expected.V[i]);
        for (int i = 0; i < Memory.Length; i++) Compare($"byte {i}", Memory[i], expected.Memory[i]);
        return lines.Count == 0 ? null : string.Join("; ", lines);

        void Compare(string name, UInt128 actual, UInt128 wanted)
        {
            if (actual != wanted) lines.Add($"{name} is 0x{actual:x}, not 0x{wanted:x}");
        }
    }
}
