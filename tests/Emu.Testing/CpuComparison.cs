using System.Text;

namespace Emu.Testing;

/// <summary>Demands that a runner finds what an oracle found.</summary>
public static class CpuComparison
{
    private const int Shown = 3;

    /// <summary>Runs the cases and compares the results with those expected.</summary>
    /// <exception cref="CpuMismatchException">They differ.</exception>
    public static void Check(ICpuRunner tested, IReadOnlyList<CpuResult> expected, IReadOnlyList<CpuCase> cases)
    {
        CpuResult[] actual = tested.Run(cases);
        StringBuilder text = new();
        int count = 0;
        for (int i = 0; i < cases.Count; i++)
        {
            if (actual[i].DifferenceTo(expected[i]) is { } difference && ++count <= Shown)
                text.AppendLine($"{difference} after {cases[i]}");
        }

        if (count != 0)
            throw new CpuMismatchException($"{tested.GetType().Name}: {count} of {cases.Count} cases differ\n{text}");
    }
}
