using System.Text.Json;
using Emu.Chardev;
using Emu.Machine.Configuration;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Monitor.Commands;

/// <summary>Character devices that come and go while the machine runs.</summary>
internal static class ChardevCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.OpenQuery("chardev-add", MonitorJson.Default.ChardevArguments, MonitorJson.Default.AddedChardev, Add),
        Command.OpenQuery("chardev-change", MonitorJson.Default.ChardevArguments, MonitorJson.Default.AddedChardev, Change),
        Command.Action("chardev-send-break", MonitorJson.Default.IdArguments, (call, arguments) => call.Machine.Consoles.SendBreak(arguments.Id)),
        Command.Action("chardev-remove", MonitorJson.Default.IdArguments, (call, arguments) =>
        {
            switch (call.Machine.Consoles.Remove(arguments.Id))
            {
                case null:
                    throw new CommandException($"Chardev '{arguments.Id}' not found");
                case false:
                    throw new CommandException($"Chardev '{arguments.Id}' is busy");
            }
        }),
        Command.Query(
            "query-chardev-backends", MonitorJson.Default.IReadOnlyListCommandInfo,
            _ => [.. MachineTypes.All.Where(type => type.Kind == DescriptorKind.CharacterDevice).Select(type => new CommandInfo(type.Name))]),
    ];

    private static AddedChardev Add(CommandCall call, OptionTree given)
    {
        (string id, OptionTree options) = Read(given);
        if (call.Machine.Consoles.List().Any(each => each.Id == id))
            throw new CommandException($"Chardev with id '{id}' already exists");
        return Open(call, id, () => call.Machine.Consoles.Open(options));
    }

    private static AddedChardev Change(CommandCall call, OptionTree given)
    {
        (string id, OptionTree options) = Read(given);
        return Open(call, id, () => call.Machine.WhileStopped(() =>
        {
            call.Machine.Consoles.Change(options);
            return true;
        }));
    }

    private static (string Id, OptionTree Options) Read(OptionTree given)
    {
        ChardevArguments arguments = ArgumentBinder.Bind(MonitorJson.Default.ChardevArguments, given);
        OptionTree backend = given.Find("backend")!.Tree ?? throw new CommandException("Invalid parameter type for 'backend', expected: object");
        string type = backend.Text("type") ?? throw new CommandException("Parameter 'backend.type' is missing");
        OptionTree data = backend.Find("data")?.Tree ?? throw new CommandException("Parameter 'backend.data' is missing");
        if (MachineTypes.Find(DescriptorKind.CharacterDevice, type) is null)
            throw new CommandException($"Parameter 'type' does not accept value '{type}'");
        return (arguments.Id, Flatten(arguments.Id, type, data));
    }

    private static AddedChardev Open(CommandCall call, string id, Action open)
    {
        try
        {
            open();
        }
        catch (ChardevException e)
        {
            throw new CommandException(e.Message);
        }

        string file = call.Machine.Consoles.List().First(each => each.Id == id).FileName;
        const string pty = "pty:";
        return new AddedChardev(file.StartsWith(pty, StringComparison.Ordinal) ? file[pty.Length..] : null);
    }

    /// <summary>The options of the command line that say the same: programs nest addresses, and name a file by what it is
    /// for.</summary>
    private static OptionTree Flatten(string id, string type, OptionTree data)
    {
        OptionTree flat = new();
        flat.Add("id", id);
        flat.Add("backend", type);
        foreach ((string name, OptionValue value) in data.Members)
        {
            if (name == "addr" && value.Tree is { } address) AddAddress(flat, address);
            else if (type == "file" && name == "out") flat.Add("path", value);
            else if (type == "pipe" && name == "device") flat.Add("path", value);
            else flat.Add(name, value);
        }

        if (type == "file" && data.Find("out") is null) throw new CommandException("Parameter 'backend.data.out' is missing");
        if (type != "socket") return flat;
        if (data.Find("addr") is null) throw new CommandException("Parameter 'backend.data.addr' is missing");
        flat.SetDefault("server", "on");
        if (flat.Find("server") is { } server && OptionReader.Boolean("server", server)) flat.SetDefault("wait", "off");
        return flat;
    }

    private static void AddAddress(OptionTree flat, OptionTree address)
    {
        string type = address.Text("type") ?? throw new CommandException("Parameter 'backend.data.addr.type' is missing");
        OptionTree data = address.Find("data")?.Tree ?? throw new CommandException("Parameter 'backend.data.addr.data' is missing");
        if (type is not ("unix" or "inet" or "fd"))
            throw new CommandException($"Parameter 'backend.data.addr.type' does not accept value '{type}'");
        foreach ((string name, OptionValue value) in data.Members) flat.Add(type == "fd" && name == "str" ? "fd" : name, value);
    }
}

/// <summary>Arguments of <c>chardev-add</c> and <c>chardev-change</c>.</summary>
internal sealed class ChardevArguments
{
    public string Id { get; set; } = "";

    public JsonElement Backend { get; set; }
}

/// <summary>Answer of <c>chardev-add</c> and <c>chardev-change</c>.</summary>
/// <param name="Pty">The path of a pseudo-terminal; null for another device.</param>
internal sealed record AddedChardev(string? Pty);
