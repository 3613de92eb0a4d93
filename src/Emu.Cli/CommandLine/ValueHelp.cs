using Emu.Core.Tracing;
using Emu.Machine.Boards;

namespace Emu.Cli.CommandLine;

/// <summary>What <c>help</c> as an option's value prints: the values that there are.</summary>
internal static class ValueHelp
{
    /// <summary>The lists, by option, for a guest.</summary>
    private static readonly Dictionary<string, Func<EmulatedGuest, IEnumerable<(string Name, string Description)>>> Lists = new()
    {
        ["-machine"] = guest => guest.Machines!.Boards.SelectMany(NamesOf)
            .Append(("...,accel=NAME", "as -accel"))
            .Append(("...,memory-backend=ID", "object that is the memory"))
            .Append(("...,pflash0=NODE, pflash1=NODE", "content of a bank of flash"))
            .Append(("...,kernel=, initrd=, append=, dtb=, firmware=", "as the options of these names, firmware= as -bios"))
            .Append(("...,acpi=, usb=, aia=, graphics=, ...", "what is not there, and can be off"))
            .Append(("...,dumpdtb=FILE", "write the machine's device tree to a file and exit")),
        ["-cpu"] = guest => guest.CpuHelp(),
        ["-smp"] = _ => [("N", "number of CPUs"), ("cpus=N", "the same"), ("sockets=, cores=, threads=, maxcpus=", "accepted when their product fits")],
        ["-m"] = _ => [("N", "MiB"), ("NK, NM, NG, NT", "KiB, MiB, GiB, TiB"), ("size=N", "the same")],
        ["-accel"] = _ => Accelerators.All,
        ["-bios"] = guest =>
        [
            ("default", guest.Machines!.BuiltInFirmware), ("none", $"no firmware: the kernel starts in {guest.Machines.FirmwareMode}"),
            ("FILE", $"firmware, ELF or raw, that starts in {guest.Machines.FirmwareMode}"),
        ],
        ["-serial"] = _ => SerialSugar.Forms.Split(", ").Select(kind => (kind, "")),
        ["-display"] = _ => [("none", "there is no graphics")],
        ["-monitor"] = _ => SerialSugar.Forms.Split(", ").Select(kind => (kind, "")),
        ["-d"] = _ => LogItemNames.All,
        ["-trace"] = _ => TraceEvents.All.Select(each => (each.Name, string.Join(' ', each.Parameters))),
    };

    private static IEnumerable<(string Name, string Description)> NamesOf(Board board) => board.Alias is null
        ? [(board.Name, board.Description)]
        : [(board.Alias, $"{board.Description} (alias of {board.Name})"), (board.Name, board.Description)];

    /// <summary>A text of each guest; with several of them, each below the guest's name.</summary>
    public static string ForEach(IReadOnlyList<EmulatedGuest> guests, Func<EmulatedGuest, string> text) => guests.Count == 1
        ? text(guests[0])
        : string.Join("\n", guests.Select(guest => $"{guest.Name}:\n{text(guest)}"));

    /// <summary>The list for an option, ready to print; null when it has none, and <c>help</c> is an ordinary
    /// value.</summary>
    public static string? Find(string option, EmulatedGuest guest)
    {
        if (!Lists.TryGetValue(option, out Func<EmulatedGuest, IEnumerable<(string Name, string Description)>>? list)) return null;
        (string Name, string Description)[] rows = [.. list(guest)];
        int width = rows.Max(row => row.Name.Length);
        return string.Concat(rows.Select(row => $"{row.Name.PadRight(width)}  {row.Description}".TrimEnd() + "\n"));
    }
}
