using Emu.Core.Memory;

namespace Emu.Isa;

/// <summary>Stands in for the engine until one is attached: nothing is cached, so there is nothing to forget.</summary>
public sealed class NoEngine : ICpuEngine
{
    public static readonly NoEngine Instance = new();

    public void FlushTlb()
    {
    }

    public void FenceTranslations(in TranslationFence fence)
    {
    }

    public void AddressSpaceChanged(ushort id, ulong root, bool isSwitch)
    {
    }

    public void PageTableStored(PhysicalAddress entry)
    {
    }

    public void FenceInstructions()
    {
    }

    public void ContextChanged()
    {
    }

    public void WaitBegins()
    {
    }

    public void WaitEnds()
    {
    }

    public ulong RequestFence(TranslationFence? translations, bool instructions) => 0;

    public bool IsFenceServed(ulong ticket) => true;

    public void ServeFences()
    {
    }

    public bool LoadIn(int context, ulong address, int size, out ulong value)
    {
        value = 0;
        return true;
    }

    public bool StoreIn(int context, ulong address, int size, ulong value) => true;
}
