namespace Emu.Engine.Tests.Constants;

/// <summary>How a <see cref="PlacedCase"/> ended.</summary>
/// <param name="Cause">Number of the exception.</param>
/// <param name="Pc">Virtual address of the instruction that raised it.</param>
/// <param name="Value">The exception's address.</param>
/// <param name="X">The integer registers.</param>
/// <param name="F">The floating-point registers.</param>
/// <param name="Data">What the data pages hold.</param>
internal sealed record PlacedResult(ulong Cause, ulong Pc, ulong Value, ulong[] X, ulong[] F, byte[] Data)
{
    /// <summary>What another result has differently; empty when they are alike.</summary>
    public string DifferenceTo(PlacedResult expected)
    {
        List<string> parts = [];
        Compare("cause", Cause, expected.Cause);
        Compare("pc", Pc, expected.Pc);
        Compare("value", Value, expected.Value);
        for (int i = 0; i < 32; i++) Compare($"x{i}", X[i], expected.X[i]);
        for (int i = 0; i < 32; i++) Compare($"f{i}", F[i], expected.F[i]);
        int same = Data.AsSpan().CommonPrefixLength(expected.Data);
        if (same != Data.Length) Compare($"data at {same:x}", Data[same], expected.Data[same]);
        return string.Join(", ", parts);

        void Compare(string name, ulong actual, ulong wanted)
        {
            if (actual != wanted) parts.Add($"{name} is {actual:x}, not {wanted:x}");
        }
    }
}
