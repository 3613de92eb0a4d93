using System.Globalization;
using System.Text;
using Emu.Linux.Memory;

namespace Emu.Linux.Tests.Memory;

/// <summary>Small address spaces, and what the host says is in them.</summary>
internal static class TestMemory
{
    public const ulong Page = GuestMemory.PageSize;
    public const PageProtection ReadWrite = PageProtection.Read | PageProtection.Write;
    public const MapFlags Private = MapFlags.Private | MapFlags.Anonymous;
    public const MapFlags Shared = MapFlags.Shared | MapFlags.Anonymous;

    /// <summary>One that the host has reserved room for, so that nothing else is in it.</summary>
    public static GuestMemory Reserved(ulong size = 64 << 20) => GuestMemory.Create(null, size);

    /// <summary>One like a real program's: host address 0 and up, not reserved.</summary>
    public static GuestMemory AtZero() => GuestMemory.Create(null, 0);

    public static string Maps(GuestMemory memory)
    {
        using MemoryStream text = new();
        memory.Listing.WriteMaps(text);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>What the host has mapped between two guest addresses: pages that can be read, by page.</summary>
    public static Dictionary<ulong, string> HostPages(GuestMemory memory, ulong start, ulong end)
    {
        Dictionary<ulong, string> pages = [];
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] fields = line.Split(' ', 3);
            string[] range = fields[0].Split('-');
            ulong low = Math.Max(Parse(range[0]), memory.ToHost(start));
            ulong high = Math.Min(Parse(range[1]), memory.ToHost(end));
            for (ulong host = low; host < high; host += Page) pages[host - memory.Base] = fields[1];
        }

        return pages;
    }

    private static ulong Parse(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
