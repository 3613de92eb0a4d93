namespace Emu.Engine.Cache;

/// <summary>A machine's: all code is of one image.</summary>
internal sealed class SingleStore(CodeStore store) : ICodeStores
{
    public CodeStore Of(ulong pageAddress, bool isVolatile) => store;

    // Pages that are neighbours in memory are not so in an address space.
    public bool HasNeighbours(CodeStore store) => false;

    // A store to a page of code goes through the engine (CodeTracker.TryAddWriter), which leaves the region.
    public bool ChangesWhileItRuns(CodeStore store) => false;

    public void PublishBaseline(bool all) => store.PublishBaseline(all);
}
