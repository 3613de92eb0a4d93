using System.Text;

namespace Emu.Testing;

/// <summary>Runs the same cases on two runners and says where they differ.</summary>
public static class HartComparison
{
    private const int Shown = 10;

    /// <summary>The first differences as text, one case a line; empty when there is none.</summary>
    public static string Differences(IHartRunner tested, IHartRunner oracle, IReadOnlyList<HartCase> cases)
    {
        HartResult[] actual = tested.Run(cases);
        HartResult[] expected = oracle.Run(cases);
        StringBuilder text = new();
        int count = 0;
        for (int i = 0; i < cases.Count; i++)
        {
            if (actual[i].DifferenceTo(expected[i]) is not { } difference)
                continue;
            if (++count <= Shown)
                text.AppendLine($"{cases[i]}: {difference}");
        }

        return count > Shown ? text.AppendLine($"... {count} of {cases.Count} cases differ").ToString() : text.ToString();
    }
}
