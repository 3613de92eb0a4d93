using Emu.Host;

namespace Emu.Monitor.Commands;

/// <summary>Descriptors that clients send beside their messages (SCM_RIGHTS).</summary>
internal static class DescriptorCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Action("getfd", MonitorJson.Default.FdNameArguments, Keep),
        Command.Action("closefd", MonitorJson.Default.FdNameArguments, (_, arguments) =>
        {
            if (!PassedDescriptors.CloseNamed(arguments.Fdname))
                throw new CommandException($"File descriptor named '{arguments.Fdname}' not found");
        }),
        Command.Query("add-fd", MonitorJson.Default.AddFdArguments, MonitorJson.Default.AddedFd, Add),
        Command.Action("remove-fd", MonitorJson.Default.RemoveFdArguments, Remove),
        Command.Query("query-fdsets", MonitorJson.Default.IReadOnlyListFdSetInfo, _ =>
        [
            .. PassedDescriptors.List().Select(set => new FdSetInfo(
                set.Set, [.. set.Members.Select(each => new FdInfo(each.Number, each.Label))])),
        ]),
    ];

    private static int Take(CommandCall call) =>
        call.TakeDescriptor?.Invoke() ?? throw new CommandException("No file descriptor supplied via SCM_RIGHTS");

    private static void Keep(CommandCall call, FdNameArguments arguments)
    {
        int descriptor = Take(call);
        if (arguments.Fdname.Length == 0 || char.IsAsciiDigit(arguments.Fdname[0]))
        {
            PassedDescriptors.Close(descriptor);
            throw new CommandException("Parameter 'fdname' expects a name not starting with a digit");
        }

        PassedDescriptors.Keep(arguments.Fdname, descriptor);
    }

    private static AddedFd Add(CommandCall call, AddFdArguments arguments)
    {
        int descriptor = Take(call);
        if (arguments.FdsetId < 0)
        {
            PassedDescriptors.Close(descriptor);
            throw new CommandException("Parameter 'fdset-id' expects a non-negative value");
        }

        return new AddedFd(PassedDescriptors.Add(arguments.FdsetId, descriptor, arguments.Opaque), descriptor);
    }

    private static void Remove(CommandCall call, RemoveFdArguments arguments)
    {
        if (PassedDescriptors.Remove(arguments.FdsetId, arguments.Fd)) return;
        string what = arguments.Fd is { } number ? $"fdset-id:{arguments.FdsetId}, fd:{number}" : $"fdset-id:{arguments.FdsetId}";
        throw new CommandException($"File descriptor named '{what}' not found");
    }
}

/// <summary>Arguments that name a descriptor.</summary>
internal sealed class FdNameArguments
{
    public string Fdname { get; set; } = "";
}

/// <summary>Arguments of <c>add-fd</c>.</summary>
internal sealed class AddFdArguments
{
    public long? FdsetId { get; set; }

    public string? Opaque { get; set; }
}

/// <summary>Answer of <c>add-fd</c>.</summary>
internal sealed record AddedFd(long FdsetId, int Fd);

/// <summary>Arguments of <c>remove-fd</c>.</summary>
internal sealed class RemoveFdArguments
{
    public long FdsetId { get; set; }

    public int? Fd { get; set; }
}

/// <summary>An item of <c>query-fdsets</c>.</summary>
internal sealed record FdSetInfo(long FdsetId, IReadOnlyList<FdInfo> Fds);

/// <summary>A descriptor of a set.</summary>
internal sealed record FdInfo(int Fd, string? Opaque);
