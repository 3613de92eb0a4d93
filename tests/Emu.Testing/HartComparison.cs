using System.Text;

namespace Emu.Testing;

/// <summary>Demands that a runner finds what an oracle found.</summary>
public static class HartComparison
{
    private const int Shown = 3;

    /// <summary>Runs the cases and compares the results with those expected.</summary>
    /// <exception cref="HartMismatchException">They differ.</exception>
    public static void Check(IHartRunner tested, IReadOnlyList<HartResult> expected, IReadOnlyList<HartCase> cases)
    {
        HartResult[] actual = tested.Run(cases);
        StringBuilder text = new();
        int count = 0;
        for (int i = 0; i < cases.Count; i++)
        {
            if (actual[i].DifferenceTo(expected[i]) is { } difference && ++count <= Shown)
                text.AppendLine($"{difference} after {cases[i]}");
        }

        if (count != 0)
            throw new HartMismatchException($"{tested.GetType().Name}: {count} of {cases.Count} cases differ\n{text}");
    }
}
