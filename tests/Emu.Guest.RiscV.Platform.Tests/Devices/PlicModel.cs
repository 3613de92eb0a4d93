
namespace Emu.Guest.RiscV.Platform.Tests.Devices;

/// <summary>The PLIC as its specification tells it, without regard to speed: the oracle of the property test.</summary>
internal sealed class PlicModel(int contexts, int sources)
{
    private readonly bool[] level = new bool[sources + 1];
    private readonly bool[] inService = new bool[sources + 1];

    public bool[] Pending { get; } = new bool[sources + 1];
    public int[] Priority { get; } = new int[sources + 1];
    public bool[,] Enabled { get; } = new bool[contexts, sources + 1];
    public int[] Threshold { get; } = new int[contexts];

    public void SetLevel(int source, bool asserted)
    {
        bool rises = asserted && !level[source];
        level[source] = asserted;
        if (rises && !inService[source]) Pending[source] = true;
    }

    public int Claim(int context)
    {
        int best = Candidates(context).Where(source => Priority[source] > 0)
            .OrderByDescending(source => Priority[source]).ThenBy(source => source).FirstOrDefault();
        if (best == 0) return 0;
        Pending[best] = false;
        inService[best] = true;
        return best;
    }

    public void Complete(int context, int source)
    {
        if (!Enabled[context, source] || !inService[source]) return;
        inService[source] = false;
        if (level[source]) Pending[source] = true;
    }

    public bool IsInterrupted(int context) => Candidates(context).Any(s => Priority[s] > Threshold[context]);

    private IEnumerable<int> Candidates(int context) =>
        Enumerable.Range(1, sources).Where(source => Pending[source] && Enabled[context, source]);
}
