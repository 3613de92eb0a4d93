using Emu.Core.Logging;

namespace Emu.Devices.Pci;

/// <summary>A run of addresses that a base address register answers.</summary>
/// <param name="First">Its first address.</param>
/// <param name="Last">Its last address.</param>
/// <param name="Bar">What answers.</param>
/// <param name="BarStart">The address of the region's first byte, which may lie before the run.</param>
internal sealed record PciRange(ulong First, ulong Last, PciBar Bar, ulong BarStart);

/// <summary>
/// Which function answers which address: an immutable list that follows from all configuration spaces, made anew when
/// software changes one of them.
/// </summary>
/// <remarks>Software may place regions over each other. Then the one that begins lower answers, of two that begin
/// together that of the lower device; the other one keeps what lies behind.</remarks>
internal sealed class PciDecoding
{
    private readonly PciRange[] io, memory;

    private PciDecoding(PciRange[] io, PciRange[] memory)
    {
        this.io = io;
        this.memory = memory;
    }

    /// <summary>Nothing answers.</summary>
    public static PciDecoding Nothing { get; } = new([], []);

    /// <summary>Everything that is visible below a bus.</summary>
    public static PciDecoding Of(PciBus root)
    {
        List<PciRange> io = [], memory = [];
        Collect(root, [(0, uint.MaxValue)], [(0, ulong.MaxValue)], io, memory);
        return new PciDecoding(Resolve(io), Resolve(memory));
    }

    /// <summary>The run that holds an address, or null.</summary>
    public PciRange? Find(bool isIo, ulong address)
    {
        PciRange[] ranges = isIo ? io : memory;
        int low = 0, high = ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            PciRange range = ranges[middle];
            if (address < range.First) high = middle - 1;
            else if (address > range.Last) low = middle + 1;
            else return range;
        }

        return null;
    }

    private static void Collect(
        PciBus bus, IReadOnlyList<(ulong First, ulong Last)> ioWindows,
        IReadOnlyList<(ulong First, ulong Last)> memoryWindows, List<PciRange> io, List<PciRange> memory)
    {
        foreach (PciDevice device in bus.Functions)
        {
            bool hasIo = (device.Command & PciRegisters.CommandIo) != 0;
            bool hasMemory = (device.Command & PciRegisters.CommandMemory) != 0;
            if (device.IsDecoding)
            {
                foreach (PciBar bar in device.Bars)
                {
                    if (bar.Kind == PciBarKind.Io && hasIo) Clip(bar, ioWindows, io);
                    if (bar.Kind != PciBarKind.Io && hasMemory) Clip(bar, memoryWindows, memory);
                }
            }

            if (device is not PciBridge bridge) continue;
            Collect(
                bridge.Secondary, hasIo ? Intersect(ioWindows, bridge.IoWindow) : [],
                hasMemory
                    ? [.. Intersect(memoryWindows, bridge.MemoryWindow), .. Intersect(memoryWindows, bridge.PrefetchWindow)]
                    : [],
                io, memory);
        }
    }

    private static void Clip(PciBar bar, IReadOnlyList<(ulong First, ulong Last)> windows, List<PciRange> ranges)
    {
        ulong start = bar.Address;
        foreach ((ulong first, ulong last) in Intersect(windows, (start, start + (bar.Size - 1))))
            ranges.Add(new PciRange(first, last, bar, start));
    }

    private static List<(ulong First, ulong Last)> Intersect(
        IReadOnlyList<(ulong First, ulong Last)> windows, (ulong First, ulong Last) other)
    {
        List<(ulong, ulong)> common = [];
        foreach ((ulong first, ulong last) in windows)
        {
            ulong from = Math.Max(first, other.First), to = Math.Min(last, other.Last);
            if (from <= to) common.Add((from, to));
        }

        return common;
    }

    /// <summary>Sorts runs and takes away what a lower one covers. The sort is stable: functions come in their order.</summary>
    private static PciRange[] Resolve(List<PciRange> ranges)
    {
        List<PciRange> resolved = [];
        foreach (PciRange range in ranges.OrderBy(each => each.First))
        {
            PciRange? before = resolved.Count > 0 ? resolved[^1] : null;
            if (before is null || range.First > before.Last)
            {
                resolved.Add(range);
                continue;
            }

            if (range.Bar != before.Bar)
            {
                Log.WriteOnce(
                    LogItems.GuestErrors,
                    $"pci: region {range.Bar.Index} of {range.Bar.Device.Name} at 0x{range.First:x} overlaps region {before.Bar.Index} of {before.Bar.Device.Name}, which answers");
            }

            if (range.Last > before.Last) resolved.Add(range with { First = before.Last + 1 });
        }

        return [.. resolved];
    }
}
