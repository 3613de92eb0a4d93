using Emu.Host;
using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>What the process may not do any more once the machine is built: <c>-sandbox</c>, <c>-runas</c>, <c>-chroot</c>.</summary>
internal sealed record Confinement
{
    private static readonly (string Name, CallGroup Group)[] Groups =
    [
        ("obsolete", CallGroup.Obsolete), ("elevateprivileges", CallGroup.Privileges), ("spawn", CallGroup.Spawn),
        ("resourcecontrol", CallGroup.Resources),
    ];

    /// <summary>Calls that are refused.</summary>
    public CallGroup Refused { get; private init; } = CallGroup.Foreign;

    /// <summary>All calls are refused but those that a running machine makes.</summary>
    public bool IsStrict { get; private init; }

    /// <summary>The machine does not run without the filter; by default it runs on kernels that have none.</summary>
    public bool IsRequired { get; private init; }

    /// <summary>A network of the machine opens sockets while it runs.</summary>
    public bool HasSockets { get; init; }

    /// <summary>The user that the process becomes; null to stay.</summary>
    public HostUser? User { get; private init; }

    /// <summary>The directory that becomes the root of all names; null to stay.</summary>
    public string? Root { get; private init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="CommandLineException">One is wrong.</exception>
    public static Confinement Read(SystemValues values, MachineConfiguration configuration)
    {
        Confinement read = new()
        {
            Root = values.LastPath("-chroot"),
            User = values.Last("-runas") is { } name ? FindUser(name) : null,
            HasSockets = configuration.NetDevices.Any(item => item.Options.Text("type") is "user"),
        };
        try
        {
            return values.Last("-sandbox") is { } text ? read.WithFilter(text) : read;
        }
        catch (OptionException e)
        {
            throw new CommandLineException($"-sandbox {values.Last("-sandbox")}: {e.Message}");
        }
    }

    /// <summary>Gives up rights, for ever: files, sockets and devices are open by now.</summary>
    /// <exception cref="CommandLineException">The host refuses.</exception>
    public void Enter()
    {
        try
        {
            if (Root is not null) HostUser.ChangeRoot(Root);
            User?.Become();
        }
        catch (IOException e)
        {
            throw new CommandLineException($"{(Root is null ? "-runas" : "-chroot, -runas")}: {e.Message}; start the emulator as root");
        }

        if (Refused != CallGroup.None) Check(CallFilter.Refuse(Refused));
    }

    /// <summary>Leaves only what a running machine needs, when everything else is done.</summary>
    /// <exception cref="CommandLineException">The host refuses.</exception>
    public void EnterStrictly()
    {
        if (IsStrict) Check(CallFilter.RefuseAllBut(HasSockets));
    }

    private void Check(int error)
    {
        if (error < 0 && IsRequired)
            throw new CommandLineException($"-sandbox: failed to install seccomp syscall filter in the kernel: {HostDescriptor.Describe(error)}; use -sandbox off");
    }

    private static HostUser FindUser(string name)
    {
        try
        {
            return HostUser.Find(name)
                ?? throw new CommandLineException($"-runas {name}: User \"{name}\" doesn't exist (and is not <uid>:<gid>)");
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new CommandLineException($"-runas {name}: {e.Message}; give UID:GID");
        }
    }

    private Confinement WithFilter(string text)
    {
        OptionTree options = KeyValueGrammar.Parse(text, "enable");
        OptionValue enable = options.Find("enable") ?? throw new OptionException("give on, off or strict");
        Confinement read = this;
        if (enable.Text == "strict")
        {
            read = read with { IsStrict = true, Refused = Groups.Aggregate(CallGroup.Foreign, (all, each) => all | each.Group) };
        }
        else if (!OptionReader.Boolean("enable", enable))
        {
            read = read with { Refused = CallGroup.None };
        }
        else
        {
            read = read with { Refused = CallGroup.Foreign | CallGroup.Obsolete };
        }

        read = read with { IsRequired = read.Refused != CallGroup.None };
        foreach ((string name, OptionValue value) in options.Members)
        {
            if (name == "enable") continue;
            CallGroup group = Groups.FirstOrDefault(each => each.Name == name).Group;
            if (group == CallGroup.None) throw new OptionException($"Invalid parameter '{name}'");
            bool isRefused = (value.Text, group) switch
            {
                ("deny", _) => true,
                ("allow", _) => false,
                // No program that the process could start gets more rights: every filter sees to that.
                ("children", CallGroup.Privileges) => false,
                _ => throw new OptionException($"invalid argument for {name}; give {(group == CallGroup.Privileges ? "allow, deny or children" : "allow or deny")}"),
            };
            if (read.IsStrict && !isRefused) throw new OptionException($"strict refuses what {name}= would allow; use on");
            if (read.IsRequired) read = read with { Refused = isRefused ? read.Refused | group : read.Refused & ~group };
        }

        return read;
    }
}
