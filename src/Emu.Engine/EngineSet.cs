using Emu.Core.Memory;
using Emu.Engine.Interpreter;
using Emu.Engine.Tiering;
using Emu.Isa.RiscV.Privileged;

namespace Emu.Engine;

/// <summary>The engines of all harts of one machine, and what they share. Made once, when the address map is
/// complete.</summary>
public sealed class EngineSet : IStoreObserver, IDisposable
{
    /// <summary>Harts that a machine can have: they are bits of a word where code is tracked.</summary>
    public const int MaximumHarts = 64;

    private readonly AddressMap memory;
    private readonly CodeTracker code;

    /// <summary>
    /// Makes a runner for each hart, numbered from 0 to <see cref="MaximumHarts"/> - 1, and connects it as the hart's
    /// engine.
    /// </summary>
    /// <param name="memory">The machine's physical memory.</param>
    /// <param name="harts">The machine's harts.</param>
    /// <param name="translation">Where hot code is translated; null interprets everything. Outlives the set.</param>
    public EngineSet(AddressMap memory, IEnumerable<Hart> harts, TranslationService? translation = null)
    {
        code = new CodeTracker(memory);
        Runners = [.. harts.Select(hart => new HartRunner(hart, code, translation))];
        code.SetHarts(Runners);
        this.memory = memory;
        memory.MappingChanged += ForgetMapping;
    }

    /// <summary>One runner a hart, in the order of the harts.</summary>
    public IReadOnlyList<HartRunner> Runners { get; }

    /// <summary>
    /// Says that something other than a hart (a device, firmware services, a loader) has written RAM. Any thread; call
    /// it after the
    /// write, so that code decoded from there is decoded anew.
    /// </summary>
    public void NotifyStored(PhysicalAddress start, ulong length) => code.Stored(start, length);

    /// <summary>
    /// Tells of each store that a hart makes to a page of RAM: its offset in the page and its length, after the store, on the
    /// hart's thread. One page at a time; null for nobody. Only while no hart runs.
    /// </summary>
    /// <param name="page">Bus address of the page.</param>
    /// <param name="stored">Takes offset and length. Any number of harts may call it at once.</param>
    public void ObserveStores(PhysicalAddress page, Action<uint, uint>? stored) => code.Observe(page.Value, stored);

    public void Dispose()
    {
        memory.MappingChanged -= ForgetMapping;
        foreach (HartRunner runner in Runners) runner.Dispose();
        code.Dispose();
    }

    // The hart that caused the change does so at its next block boundary too.
    private unsafe void ForgetMapping(MemoryRegion region)
    {
        // A window of registers is looked up in the map with each access: nothing is kept of it.
        if (region.Backing == null) return;
        foreach (HartRunner runner in Runners)
        {
            runner.NotifyMappingChanged();
            runner.RequestFence(TranslationFence.Everything, instructions: true);
        }
    }
}
