using Emu.Chardev;
using Emu.Model.Options;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>Commands for character devices.</summary>
internal static class ChardevHmp
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("chardev-add", "args", "add chardev", (call, arguments) => Guard(arguments, null, call.Machine.Consoles.Open)),
        new("chardev-change", "id args", "change chardev", (call, arguments) =>
        {
            string id = arguments.TakeWord();
            Guard(arguments, id, options => call.Machine.WhileStopped(() =>
            {
                call.Machine.Consoles.Change(options);
                return true;
            }));
        }),
        Named("chardev-remove", "remove chardev"),
        Named("chardev-send-break", "send a break on chardev"),
        new("ringbuf_read", "device size", "Read from a ring buffer character device", (call, arguments) =>
        {
            string device = arguments.TakeWord();
            long size = arguments.TakeNumber(_ => null);
            arguments.End();
            call.PrintLine((string)call.Ask("ringbuf-read", ("device", device), ("size", size))!);
        }),
        new("ringbuf_write", "device data", "Write to a ring buffer character device", (call, arguments) =>
        {
            string device = arguments.TakeWord(), data = arguments.TakeWord();
            arguments.End();
            call.Ask("ringbuf-write", ("device", device), ("data", data));
        }),
    ];

    private static HmpCommand Named(string name, string help) => new(name, "id", help, (call, arguments) =>
    {
        string id = arguments.TakeWord();
        arguments.End();
        call.Ask(name, ("id", id));
    })
    {
        Words = monitors => monitors.Machine.Consoles.List().Select(each => each.Id),
    };

    private static void Guard(HmpArguments arguments, string? id, Action<OptionTree> act)
    {
        try
        {
            OptionTree options = KeyValueGrammar.Parse(arguments.TakeRest(), "backend");
            if (id is not null) options.Set("id", id);
            act(options);
        }
        catch (Exception e) when (e is OptionException or ChardevException)
        {
            throw new CommandException(e.Message);
        }
    }
}
