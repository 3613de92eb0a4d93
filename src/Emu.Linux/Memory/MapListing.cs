using System.Globalization;
using System.Text;

namespace Emu.Linux.Memory;

/// <summary>What /proc/self/maps and smaps say: proc(5). Any thread may call.</summary>
internal sealed class MapListing(GuestMemory memory)
{
    private const int NameColumn = 73;
    private const ulong Kibibyte = 1024;

    /// <summary>Writes the mappings as /proc/self/maps has them, byte for byte.</summary>
    public void WriteMaps(Stream output)
    {
        foreach (Mapping mapping in memory.PiecesOf(0, memory.Limit)) output.Write(Line(mapping));
    }

    /// <summary>Writes the mappings as /proc/self/smaps has them.</summary>
    public void WriteSmaps(Stream output)
    {
        HostUsage usage = HostUsage.Read();
        foreach (Mapping mapping in memory.PiecesOf(0, memory.Limit))
        {
            output.Write(Line(mapping));
            WriteSize(output, "Size:", mapping.Length);
            WriteSize(output, "KernelPageSize:", GuestMemory.PageSize);
            WriteSize(output, "MMUPageSize:", GuestMemory.PageSize);
            ulong[] sums = usage.Sum(
                memory.ToHost(mapping.Start), memory.ToHost(mapping.End), out bool isLocked, out bool isLockedOnFault);
            for (int i = 0; i < sums.Length; i++) WriteSize(output, HostUsage.Labels[i], sums[i] * Kibibyte);
            output.Write(Encoding.ASCII.GetBytes(
                $"VmFlags:{KernelFlags(mapping)}{(isLocked ? " lo" : "")}{(isLockedOnFault ? " lf" : "")} \n"));
        }
    }

    private static void WriteSize(Stream output, string label, ulong bytes) =>
        output.Write(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{label,-16}{bytes / Kibibyte,8} kB\n")));

    private static byte[] Line(Mapping mapping)
    {
        PageProtection protection = mapping.Protection;
        ulong device = mapping.File?.Device ?? 0;
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"{mapping.Start:x8}-{mapping.End:x8} {Letter(protection, PageProtection.Read, 'r')}" +
            $"{Letter(protection, PageProtection.Write, 'w')}{Letter(protection, PageProtection.Execute, 'x')}" +
            $"{(mapping.IsShared ? 's' : 'p')} {mapping.Offset:x8} {Major(device):x2}:{Minor(device):x2} " +
            $"{mapping.File?.Inode ?? 0} ");
        ReadOnlySpan<byte> name = mapping.File is { } file
            ? file.Path
            : mapping.Name is { } given ? Encoding.UTF8.GetBytes(given) : [];
        if (name.Length != 0) head = head.PadRight(NameColumn);
        List<byte> line = [.. Encoding.ASCII.GetBytes(head)];
        foreach (byte letter in name)
        {
            if (letter == '\n') line.AddRange(@"\012"u8);
            else line.Add(letter);
        }

        line.Add((byte)'\n');
        return [.. line];
    }

    private static char Letter(PageProtection protection, PageProtection bit, char letter) =>
        (protection & bit) != 0 ? letter : '-';

    // As stat(2) packs them (the kernel's new_encode_dev).
    private static ulong Major(ulong device) => device >> 8 & 0xfff;

    private static ulong Minor(ulong device) => (device & 0xff) | (device >> 12 & 0xf_ff00);

    private static string KernelFlags(Mapping mapping)
    {
        PageProtection protection = mapping.Protection;
        StringBuilder flags = new();
        if ((protection & PageProtection.Read) != 0) flags.Append(" rd");
        if ((protection & PageProtection.Write) != 0) flags.Append(" wr");
        if ((protection & PageProtection.Execute) != 0) flags.Append(" ex");
        if (mapping.IsShared) flags.Append(" sh");
        flags.Append(" mr mw me");
        if (mapping.IsShared) flags.Append(" ms");
        if (mapping.GrowsDown) flags.Append(" gd");
        if (mapping.StaysInParent) flags.Append(" dc");
        return flags.ToString();
    }
}
