namespace Emu.Engine.Cache;

/// <summary>A machine's: all code is of one image.</summary>
internal sealed class SingleStore(CodeStore store) : ICodeStores
{
    public CodeStore Of(ulong pageAddress) => store;

    // Pages that are neighbours in memory are not so in an address space.
    public bool HasNeighbours(CodeStore store) => false;

    public void PublishBaseline() => store.PublishBaseline();
}
