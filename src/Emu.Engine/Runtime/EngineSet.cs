using Emu.Core.Memory;
using Emu.Engine.Code;
using Emu.Engine.Cpus;
using Emu.Engine.Debugging;
using Emu.Engine.Tiering;
using Emu.Isa;

namespace Emu.Engine.Runtime;

/// <summary>The engines of all CPUs of one machine, and what they share. Made once, when the address map is
/// complete.</summary>
/// <remarks>Invariant of the unsafe code: the pointer to a region's memory is only compared with null.</remarks>
public sealed class EngineSet : IStoreObserver, IDisposable
{
    /// <summary>CPUs that a machine can have.</summary>
    public const int MaximumCpus = CodeTracker.MaximumCpus;

    private readonly AddressMap memory;
    private readonly CodeTracker code;

    /// <summary>
    /// Makes a runner for each CPU, numbered from 0 to <see cref="MaximumCpus"/> - 1, and connects it as the CPU's
    /// engine.
    /// </summary>
    /// <param name="memory">The machine's physical memory.</param>
    /// <param name="cpus">The machine's CPUs.</param>
    /// <param name="translation">Translates hot code, and outlives the set; null where everything is
    /// interpreted.</param>
    public EngineSet(AddressMap memory, IEnumerable<Cpu> cpus, TranslationService? translation = null)
    {
        code = new CodeTracker(memory);
        Runners = [.. cpus.Select(cpu => new CpuRunner(cpu, code, DebugPoints, translation))];
        code.SetCpus(Runners.Select(runner => runner.Mailbox));
        this.memory = memory;
        memory.MappingChanged += ForgetMapping;
    }

    /// <summary>Where a debugger wants the CPUs to stop.</summary>
    public DebugPoints DebugPoints { get; } = new();

    /// <summary>One runner a CPU, in the order of the CPUs.</summary>
    public IReadOnlyList<CpuRunner> Runners { get; }

    /// <summary>
    /// Says that something other than a CPU (a device, firmware services, a loader) has written RAM. Any thread; call
    /// it after the write, so that code decoded from there is decoded anew.
    /// </summary>
    public void NotifyStored(PhysicalAddress start, ulong length) => code.Stored(start, length);

    /// <summary>
    /// Tells of each store that a CPU makes to a page of RAM: its offset in the page and its length, after the store, on the
    /// CPU's thread. One page at a time. Call it only while no CPU runs.
    /// </summary>
    /// <param name="page">Bus address of the page.</param>
    /// <param name="stored">Takes offset and length; null ends it. Any number of CPUs may call it at once.</param>
    public void ObserveStores(PhysicalAddress page, Action<uint, uint>? stored) => code.Observe(page.Value, stored);

    public void Dispose()
    {
        memory.MappingChanged -= ForgetMapping;
        foreach (CpuRunner runner in Runners) runner.Dispose();
        code.Dispose();
    }

    // Has all CPUs forget what they know of a memory region, each before its next block, also the one that has caused
    // the change.
    private unsafe void ForgetMapping(MemoryRegion region)
    {
        // A window of registers is looked up in the map with each access: nothing is kept of it.
        if (region.Backing == null) return;
        foreach (CpuRunner runner in Runners)
        {
            runner.Mailbox.PostFlashChanged();
            runner.RequestFence(TranslationFence.Everything, instructions: true);
        }
    }
}
