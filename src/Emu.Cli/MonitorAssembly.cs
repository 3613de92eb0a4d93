using Emu.Chardev;
using Emu.Cli.CommandLine;
using Emu.Host;
using Emu.Machine.Boards;
using Emu.Machine.Configuration;
using Emu.Model.Options;
using Emu.Monitor;

namespace Emu.Cli;

/// <summary>Puts the monitors that the user wants on their character devices.</summary>
internal static class MonitorAssembly
{
    /// <summary>Makes them; null when there are none. They take commands at once, and are disposed before the
    /// machine.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="request">What the user wants.</param>
    /// <param name="log">Where the log goes; null for standard error.</param>
    /// <exception cref="ConfigurationException">A character device cannot be had.</exception>
    public static MonitorHost? Open(Emu.Machine.Machine machine, SystemRequest request, TextWriter? log)
    {
        IReadOnlyList<ConfiguredMonitor> wanted = machine.Options.Configuration.Monitors;
        ConfiguredDebugger? debugger = machine.Options.Configuration.Debugger;
        ConfiguredTest? test = machine.Options.Configuration.Test;
        if (wanted.Count == 0 && debugger is null && test is null) return null;
        MonitorHost monitors = new(machine, Describe(request, log));
        try
        {
            foreach (ConfiguredMonitor each in wanted)
            {
                ICharacterBackend device = Find(machine.Consoles, each.CharacterDevice, each.Origin);
                if (each.IsControl) monitors.AddQmp(device, each.IsPretty);
                else monitors.AddHmp(device);
            }

            if (debugger is not null && machine.Cpus.Count == 0) throw new ConfigurationException($"{debugger.Origin}: {MonitorHost.NothingToDebug}");
            if (debugger is not null) monitors.AddGdb(Find(machine.Consoles, debugger.CharacterDevice, debugger.Origin));
            if (test is not null) monitors.AddQtest(Find(machine.Consoles, test.CharacterDevice, test.Origin), OpenLog(test));
            return monitors;
        }
        catch
        {
            monitors.Dispose();
            throw;
        }
    }

    private static TextWriter? OpenLog(ConfiguredTest test)
    {
        if (test.LogFile is null) return Console.Error;
        if (test.LogFile.Length == 0) return null;
        try
        {
            return new StreamWriter(test.LogFile) { NewLine = "\n" };
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new ConfigurationException($"-qtest-log {test.LogFile}: {FileFailure.Explain(test.LogFile, e)}");
        }
    }

    private static ICharacterBackend Find(CharacterDevices devices, string id, string origin)
    {
        try
        {
            return devices.FindFixed(id)
                ?? throw new ConfigurationException($"{origin}: chardev \"{id}\" not found");
        }
        catch (OptionException e)
        {
            throw new ConfigurationException($"{origin}: {e.Message}");
        }
    }

    private static MonitorSettings Describe(SystemRequest request, TextWriter? log)
    {
        int[] version = [.. ProductVersion.OfQemu.Split('.').Select(int.Parse)];
        return new MonitorSettings()
        {
            Version = new(new(version[2], version[1], version[0]), ProductVersion.Package),
            GuestName = request.GuestName,
            Architecture = request.Guest.Name,
            CpuPath = request.Guest.Machines!.CpuPath,
            ReadRegisters = request.Guest.Machines.ReadRegisters,
            DescribeMappings = request.Guest.Machines.DescribeMappings,
            LogItems = LogItemNames.Table,
            EnabledLogItems = request.LogItems,
            LogWriter = log ?? Console.Error,
            Boards = [.. request.Guest.Machines.Boards, Board.Empty(request.Guest.Machines.Boards[0])],
            CpuType = request.Guest.Machines.CpuType,
            OptionGroups = OptionCatalog.All,
        };
    }
}
