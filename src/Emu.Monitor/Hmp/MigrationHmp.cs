using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>Saving a machine and going on with a saved one.</summary>
internal static class MigrationHmp
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<HmpCommand> Commands =>
    [
        new("migrate", "[-d] uri", "save the machine to an address: file:PATH, fd:NAME", Migrate),
        new("migrate_incoming", "uri", "go on with a saved machine (started with -incoming defer)", (call, arguments) =>
        {
            string uri = arguments.TakeWord();
            arguments.End();
            call.Ask("migrate-incoming", ("uri", uri));
        }),
        new("boot_snapshot", "", "keep the boot now (started with -boot-snapshot)", (call, arguments) =>
        {
            arguments.End();
            call.Ask("x-boot-snapshot");
        }),
        new("migrate_cancel", "", "cancel the migration that is under way", (call, arguments) =>
        {
            arguments.End();
            call.Ask("migrate_cancel");
        }),
    ];

    /// <summary>What <c>info</c> knows of it.</summary>
    public static IEnumerable<HmpCommand> Topics =>
    [
        new("migrate", "", "show migration status", (call, arguments) =>
        {
            arguments.End();
            MigrationInfo info = call.Monitors.Migration;
            if (info.Status is not { } status) return;
            call.PrintLine($"Migration status: {MonitorJson.Word(status)}{(info.ErrorDesc is { } error ? $" ({error})" : "")}");
            if (info.TotalTime is { } total) call.PrintLine($"total time: {total} ms");
            if (info.Downtime is { } downtime) call.PrintLine($"downtime: {downtime} ms");
            if (info.Ram is { } ram)
            {
                call.PrintLine($"transferred ram: {ram.Transferred >> 10} kbytes");
                call.PrintLine($"remaining ram: {ram.Remaining >> 10} kbytes");
                call.PrintLine($"total ram: {ram.Total >> 10} kbytes");
            }
        }),
    ];

    private static void Migrate(HmpCall call, HmpArguments arguments)
    {
        // Here a migration is over when the command is.
        arguments.TakeSwitch('d');
        string uri = arguments.TakeWord();
        arguments.End();
        call.Ask("migrate", ("uri", uri));
    }
}
