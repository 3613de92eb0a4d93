using Emu.Chardev;
using Emu.Model.Options;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>Commands that run, stop and end the machine, and those that are refused.</summary>
internal static class RunHmp
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        Twin("cont|c", "resume emulation", "cont"),
        Twin("stop|s", "stop emulation", "stop"),
        Twin("system_reset", "reset the system", "system_reset"),
        Twin("system_powerdown", "send system power down event", "system_powerdown"),
        Twin("quit|q", "quit the emulator", "quit"),
        new("cpu", "index", "set the default CPU", SetCpu),
        new("gdbserver", "[device]", "start gdbserver on given device (default 'tcp::1234')", StartDebugger),
        Refused("screendump", "filename", "save screen to a file", "there is no screen"),
        Refused("sendkey", "keys", "send keys to the VM", "there is no keyboard; type at the serial port"),
        Refused("nmi", "", "inject an NMI", "this feature or command is not currently supported"),
    ];

    private static HmpCommand Twin(string names, string help, string command) => new(names, "", help, (call, arguments) =>
    {
        arguments.End();
        call.Ask(command);
    });

    private static HmpCommand Refused(string name, string parameters, string help, string reason) =>
        new(name, parameters, $"{help} (not here: {reason})", (_, _) => throw new CommandException(reason));

    private static void StartDebugger(HmpCall call, HmpArguments arguments)
    {
        const string id = "gdb";
        string device = arguments.TakeOptionalWord() ?? "tcp::1234";
        arguments.End();
        if (call.Machine.Cpus.Count == 0) throw new CommandException(MonitorHost.NothingToDebug);
        string[] words = device.Split(':');
        OptionTree options = words switch
        {
            ["tcp", var host, var port] => CommandArguments.Of(("host", host.Length == 0 ? "127.0.0.1" : host), ("port", port)),
            ["unix", var path] => CommandArguments.Of(("path", path)),
            _ => throw new CommandException($"cannot wait for a debugger on '{device}'; give tcp:[HOST]:PORT or unix:PATH"),
        };
        options.Add("backend", "socket");
        options.Add("id", id);
        options.Add("server", "on");
        options.Add("wait", "off");
        if (call.Machine.Consoles.List().Any(each => each.Id == id)) throw new CommandException("a debugger's port is open already");
        try
        {
            call.Machine.Consoles.Open(options);
            call.Monitors.AddGdb(call.Machine.Consoles.FindFixed(id)!);
        }
        catch (Exception e) when (e is ChardevException or OptionException)
        {
            throw new CommandException(e.Message);
        }

        call.PrintLine($"Waiting for gdb connection on device '{device}'");
    }

    private static void SetCpu(HmpCall call, HmpArguments arguments)
    {
        long index = arguments.TakeNumber(_ => null);
        arguments.End();
        if (index < 0 || index >= call.Machine.Cpus.Count) call.PrintLine("invalid CPU index");
        else call.CpuIndex = (int)index;
    }
}
