using System.Globalization;
using Emu.Core.Memory;
using Emu.Machine;
using Emu.Machine.Boards;
using Emu.Machine.Boot;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>What <c>info</c> says of the emulator and of the machine as a whole.</summary>
internal static class MachineTopics
{
    /// <summary>The topics of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("version", "", "show the version of QEMU", (call, arguments) =>
        {
            arguments.End();
            call.PrintLine($"{call.Monitors.Version.Qemu} ({call.Monitors.Version.Package})");
        }),
        new("status", "", "show the current VM status (running|paused)", ShowStatus),
        new("name", "", "show the current VM name", (call, arguments) =>
        {
            arguments.End();
            if (call.Monitors.Settings.GuestName is { } name) call.PrintLine(name);
        }),
        new("uuid", "", "show the current VM UUID", (call, arguments) =>
        {
            arguments.End();
            call.PrintLine($"{call.Machine.Options.Identifier}");
        }),
        new("kvm", "", "show KVM information", (call, arguments) =>
        {
            arguments.End();
            call.PrintLine("kvm support: not compiled");
        }),
        new("mtree", "", "show memory tree", ShowMemory),
        new("roms", "", "show roms", ShowImages),
        new("memory_size_summary", "", "show the amount of initially allocated and present hotpluggable (if enabled) memory in bytes.", (call, arguments) =>
        {
            arguments.End();
            call.PrintLine($"base memory: {call.Machine.Options.MemorySize}");
        }),
    ];

    private static void ShowStatus(HmpCall call, HmpArguments arguments)
    {
        arguments.End();
        StatusInfo status = (StatusInfo)call.Ask("query-status")!;
        string reason = status.Status is RunState.Running or RunState.Paused ? "" : $" ({MonitorJson.Word(status.Status)})";
        call.PrintLine($"VM status: {(status.Running ? "running" : "paused")}{reason}");
    }

    private static void ShowImages(HmpCall call, HmpArguments arguments)
    {
        arguments.End();
        foreach (BoardRom rom in call.Machine.Board.Roms) call.PrintLine(Describe(rom.Start.Value, rom.Size, "rom", rom.Name));
        foreach (LoadedImage image in call.Machine.WhileStopped(() => call.Machine.LoadedImages))
            call.PrintLine(Describe(image.Start.Value, image.Size, "ram", image.Name));

        static string Describe(ulong start, ulong size, string kind, string name) => string.Create(
            CultureInfo.InvariantCulture, $"addr={start:x16} size=0x{size:x6} mem={kind} name=\"{name}\"");
    }

    private static void ShowMemory(HmpCall call, HmpArguments arguments)
    {
        arguments.End();
        call.PrintLine("memory-region: system");
        call.PrintLine("  0000000000000000-ffffffffffffffff (prio 0, i/o): system");
        MemoryRegion[] regions = call.Machine.WhileStopped(() => call.Machine.Memory.Regions.OrderBy(each => each.Start.Value).ToArray());
        foreach (MemoryRegion each in regions)
        {
            string kind = each.IsRam ? "ram" : !each.IsReadOnly ? "i/o" : each.Device is null ? "rom" : "romd";
            call.PrintLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    {each.Start.Value:x16}-{each.Start.Value + each.Size - 1:x16} (prio 0, {kind}): {each.Name}"));
        }
    }
}
