using Emu.Core.Memory;
using Emu.Isa.RiscV.Privileged;

namespace Emu.Isa.RiscV.Tests.Privileged;

/// <summary>An engine that caches nothing and counts what it is told.</summary>
internal sealed class RecordingEngine : IHartEngine
{
    public int Flushes { get; private set; }
    public List<ulong> PageFlushes { get; } = [];
    public int InstructionFences { get; private set; }
    public int ModeChanges { get; private set; }

    public void FlushTlb() => Flushes++;

    public void FlushTlbPage(VirtualAddress address) => PageFlushes.Add(address.Value);

    public void FenceInstructions() => InstructionFences++;

    public void ModeChanged() => ModeChanges++;

    public ulong RequestFence() => 0;

    public bool IsFenceServed(ulong ticket) => true;

    public void ServeFences()
    {
    }
}
