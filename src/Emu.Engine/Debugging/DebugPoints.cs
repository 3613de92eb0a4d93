using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Engine.Debugging;

/// <summary>
/// The breakpoints and watchpoints of all CPUs of a machine, by guest virtual address, in whatever address space. Memory
/// is not changed for them, so that they can be set where nothing is mapped or loaded yet. Changed only while no CPU runs;
/// the engines are told afterwards (<see cref="Changed"/>).
/// </summary>
public sealed class DebugPoints
{
    private readonly HashSet<ulong> breakpoints = [];
    private readonly HashSet<ulong> pages = [];
    private readonly List<Watchpoint> watchpoints = [];

    /// <summary>Is told when a CPU has come to a point. Set before the first one is added.</summary>
    public IDebugObserver? Observer { get; set; }

    /// <summary>Any watchpoint is set.</summary>
    internal bool HasWatchpoints => watchpoints.Count != 0;

    /// <summary>Told the address of a point that has been added or removed, which CPUs may remember something
    /// of.</summary>
    internal event Action<ulong>? Changed;

    /// <summary>Sets a breakpoint; false when there is one already.</summary>
    public bool AddBreakpoint(ulong address)
    {
        if (!breakpoints.Add(address)) return false;
        pages.Add(PageOf(address));
        Changed?.Invoke(address);
        return true;
    }

    /// <summary>Removes a breakpoint; false when there is none.</summary>
    public bool RemoveBreakpoint(ulong address)
    {
        if (!breakpoints.Remove(address)) return false;
        pages.Clear();
        foreach (ulong each in breakpoints) pages.Add(PageOf(each));
        Changed?.Invoke(address);
        return true;
    }

    /// <summary>Sets a watchpoint.</summary>
    public void AddWatchpoint(Watchpoint watchpoint)
    {
        watchpoints.Add(watchpoint);
        Changed?.Invoke(watchpoint.Address);
    }

    /// <summary>Removes a watchpoint; false when there is none that is equal.</summary>
    public bool RemoveWatchpoint(Watchpoint watchpoint)
    {
        if (!watchpoints.Remove(watchpoint)) return false;
        Changed?.Invoke(watchpoint.Address);
        return true;
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        foreach (ulong address in breakpoints.ToArray()) RemoveBreakpoint(address);
        foreach (Watchpoint watchpoint in watchpoints.ToArray()) RemoveWatchpoint(watchpoint);
    }

    /// <summary>Whether a breakpoint is at an address.</summary>
    public bool IsBreakpoint(ulong address) => breakpoints.Contains(address);

    /// <summary>Whether a breakpoint is in the page of an address.</summary>
    internal bool HasBreakpointIn(ulong address) => pages.Count != 0 && pages.Contains(PageOf(address));

    /// <summary>Whether a watchpoint reaches into the page of an address.</summary>
    internal bool WatchesPage(ulong address) => HasWatchpoints && FindAny(address & ~(AddressMap.PageSize - 1), AddressMap.PageSize, null) is not null;

    /// <summary>The watchpoint that an access meets, or null.</summary>
    /// <param name="address">The access's first address.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="kind">A load or a store; null for either.</param>
    internal Watchpoint? FindAny(ulong address, ulong size, AccessKind? kind)
    {
        foreach (Watchpoint each in watchpoints)
        {
            bool meets = each.Address - address < size || address - each.Address < each.Length;
            if (meets && (kind is null || (kind == AccessKind.Load ? each.OnLoad : each.OnStore))) return each;
        }

        return null;
    }

    private static ulong PageOf(ulong address) => address >> AddressMap.PageShift;
}
