using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Testing;

/// <summary>An engine that caches nothing and counts what it is told.</summary>
public sealed class RecordingEngine : ICpuEngine
{
    public int Flushes { get; private set; }
    public List<TranslationFence> Fences { get; } = [];
    public List<(TranslationFence? Translations, bool Instructions)> RequestedFences { get; } = [];
    public List<ulong> AddressSpaces { get; } = [];
    public List<ulong> PageTableStores { get; } = [];
    public int InstructionFences { get; private set; }
    public int ModeChanges { get; private set; }

    public void FlushTlb() => Flushes++;

    public void FenceTranslations(in TranslationFence fence) => Fences.Add(fence);

    public void AddressSpaceChanged(ushort id, ulong root, bool isSwitch) => AddressSpaces.Add(root);

    public void PageTableStored(PhysicalAddress entry) => PageTableStores.Add(entry.Value);

    public void FenceInstructions() => InstructionFences++;

    public void ContextChanged() => ModeChanges++;

    public void WaitBegins()
    {
    }

    public void WaitEnds()
    {
    }

    public ulong RequestFence(TranslationFence? translations, bool instructions)
    {
        RequestedFences.Add((translations, instructions));
        return 0;
    }

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
