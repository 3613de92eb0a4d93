namespace Emu.Engine.Cache;

/// <summary>A machine's: all code is of one image.</summary>
internal sealed class SingleStore(CodeStore store) : ICodeStores
{
    public CodeStore Of(ulong pageAddress) => store;

    public void PublishBaseline() => store.PublishBaseline();
}
