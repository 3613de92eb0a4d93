namespace Emu.Engine.Tests.Tiers;

/// <summary>All that a <see cref="RandomGuest"/> leaves behind.</summary>
internal sealed record RandomGuestResult(
    ulong[] X, ulong[] F, uint Fcsr, ulong Retired, ulong LastTrap, string Data)
{
    /// <summary>A line for each difference; empty when there is none.</summary>
    public string DifferenceTo(RandomGuestResult expected)
    {
        List<string> lines = [];
        for (int i = 0; i < X.Length; i++) Compare($"x{i}", X[i], expected.X[i]);
        for (int i = 0; i < F.Length; i++) Compare($"f{i}", F[i], expected.F[i]);
        Compare("fcsr", Fcsr, expected.Fcsr);
        Compare("instructions", Retired, expected.Retired);
        Compare("last trap", LastTrap, expected.LastTrap);
        if (Data != expected.Data) lines.Add($"data is\n{Data}, not\n{expected.Data}");
        return string.Join('\n', lines);

        void Compare(string name, ulong actual, ulong wanted)
        {
            if (actual != wanted) lines.Add($"{name} is {actual:x}, not {wanted:x}");
        }
    }
}
