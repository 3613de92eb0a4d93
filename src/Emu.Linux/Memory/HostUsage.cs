using System.Globalization;
using System.Text;

namespace Emu.Linux.Memory;

/// <summary>What the host's /proc/self/smaps says of pages that are present, for parts of the address space in ascending
/// order. Used by one thread.</summary>
internal sealed class HostUsage
{
    /// <summary>The lines with sizes that follow those of the mapping itself, in the kernel's order.</summary>
    public static readonly string[] Labels =
    [
        "Rss:", "Pss:", "Pss_Dirty:", "Shared_Clean:", "Shared_Dirty:", "Private_Clean:", "Private_Dirty:", "Referenced:",
        "Anonymous:", "LazyFree:", "AnonHugePages:", "ShmemPmdMapped:", "FilePmdMapped:", "Shared_Hugetlb:",
        "Private_Hugetlb:", "Swap:", "SwapPss:", "Locked:",
    ];

    private const int MostBytes = 1 << 26;
    private const ulong Page = GuestMemory.PageSize;

    private readonly List<Area> areas = [];
    private int next;

    private HostUsage(byte[] text)
    {
        foreach (string line in Encoding.Latin1.GetString(text).Split('\n')) Read(line);
    }

    /// <summary>Reads it anew; empty when the host has none.</summary>
    public static HostUsage Read() => new(HostText.Read("/proc/self/smaps\0"u8, MostBytes) ?? []);

    /// <summary>The sum for a range of host addresses, in KiB by label, and whether its pages are locked. A host's mapping
    /// that is partly in the range counts by its share.</summary>
    public ulong[] Sum(ulong start, ulong end, out bool isLocked, out bool isLockedOnFault)
    {
        ulong[] sums = new ulong[Labels.Length];
        isLocked = isLockedOnFault = false;
        while (next < areas.Count && areas[next].End <= start) next++;
        for (int i = next; i < areas.Count && areas[i].Start < end; i++)
        {
            Area area = areas[i];
            ulong share = (Math.Min(end, area.End) - Math.Max(start, area.Start)) / Page;
            ulong whole = (area.End - area.Start) / Page;
            for (int j = 0; j < sums.Length; j++) sums[j] += area.Sizes[j] * share / whole;
            isLocked |= area.IsLocked;
            isLockedOnFault |= area.IsLockedOnFault;
        }

        return sums;
    }

    private void Read(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2) return;
        if (!words[0].EndsWith(':'))
        {
            int dash = words[0].IndexOf('-', StringComparison.Ordinal);
            if (dash > 0 && TryParseHex(words[0][..dash], out ulong start)
                && TryParseHex(words[0][(dash + 1)..], out ulong end))
                areas.Add(new Area(start, end));
            return;
        }

        if (areas.Count == 0) return;
        Area area = areas[^1];
        int label = Array.IndexOf(Labels, words[0]);
        if (label >= 0 && ulong.TryParse(words[1], CultureInfo.InvariantCulture, out ulong size)) area.Sizes[label] = size;
        if (words[0] != "VmFlags:") return;
        area.IsLocked = Array.IndexOf(words, "lo") > 0;
        area.IsLockedOnFault = Array.IndexOf(words, "lf") > 0;
    }

    private static bool TryParseHex(string text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    // One of the host's mappings.
    private sealed class Area(ulong start, ulong end)
    {
        public ulong Start { get; } = start;

        public ulong End { get; } = end;

        public ulong[] Sizes { get; } = new ulong[Labels.Length];

        public bool IsLocked { get; set; }

        public bool IsLockedOnFault { get; set; }
    }
}
