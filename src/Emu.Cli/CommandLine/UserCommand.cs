using System.Text;
using Emu.Core.Logging;
using Emu.Host;
using Emu.Linux;
using Emu.Linux.Processes;

namespace Emu.Cli.CommandLine;

/// <summary>
/// The options of a user-mode emulator: names, variables and meaning are QEMU's. Read by hand, because a program must
/// start in the time that a parser's library takes to begin, and because arguments are bytes.
/// </summary>
internal sealed class UserCommand
{
    private const string SubCommand = "user";
    private const byte Dash = (byte)'-';

    private readonly UserOption[] options;
    private readonly UserRequest request;
    private readonly UserOptions? program;
    private bool isLogFileGiven;

    /// <summary>Reads a command line.</summary>
    /// <param name="arguments">What follows <c>emu user</c>, or the program's name.</param>
    /// <param name="environment">The emulator's environment.</param>
    /// <param name="binfmt">What binfmt_misc passes beside the command line.</param>
    /// <param name="guests">What programs may be for: the program's file tells which.</param>
    /// <exception cref="CommandLineException">It is not understood, or a value is wrong.</exception>
    public UserCommand(
        IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment, BinaryFormatStart binfmt,
        IReadOnlyList<EmulatedGuest> guests)
    {
        options = OptionsOf(guests);
        request = new UserRequest(guests) { Environment = new UserEnvironment(environment) };
        // A caller without the program's rights must not choose the files that it is made of.
        if (!binfmt.IsSecure) ApplyVariables(new UserEnvironment(environment));
        int at = ApplyArguments(arguments);
        if (request.Text is not null) return;
        if (isLogFileGiven && request is { LogItems: LogItems.None, Traces: false })
            throw new CommandLineException("-D has no effect without -d or -strace; add one of them");
        if (at == arguments.Count)
            throw new CommandLineException(
                "a program is missing; give its file after the options, -h lists them", ExitStatus.Usage);
        byte[] path = arguments[at];
        if (binfmt.HasFirstArgument && at + 1 < arguments.Count) at++;
        request.ChooseGuest(path);
        program = request.ToOptions(path, [.. arguments.Skip(at)], binfmt.Descriptor, binfmt.IsSecure);
    }

    /// <summary>Text to print instead of running anything; null when there is a program.</summary>
    public string? Text => request.Text;

    /// <summary>What the program is for.</summary>
    public EmulatedGuest Guest => request.Guest;

    /// <summary>Lines for each thing that is done otherwise than asked.</summary>
    public IReadOnlyList<string> Notes => request.Notes;

    /// <summary>The program and what it runs with; only when there is no <see cref="Text"/>.</summary>
    public UserOptions Program => program ?? throw new InvalidOperationException("there is text to print");

    /// <summary>How many of the first arguments select user mode: the name of the link, or <c>emu user</c>; 0 when
    /// something else was asked for.</summary>
    public static int CountSelecting(string programName, string[] arguments) => GuestArchitectures.FindUser(programName) is not null
        ? 1
        : arguments is [SubCommand, ..] && !programName.StartsWith("qemu-", StringComparison.Ordinal) ? 2 : 0;

    /// <summary>All options, in the order of help.</summary>
    private static UserOption[] OptionsOf(IReadOnlyList<EmulatedGuest> guests) =>
    [
        new("h", null, null, "print this help", (request, _) => request.Text ??= Help(guests)),
        new("help", null, null, "the same", (request, _) => request.Text ??= Help(guests)),
        new("g", "PORT|SOCKET", "QEMU_GDB", "wait for a debugger on this port, or on a socket that is made",
            (request, value) => request.DebuggerPlace = UserValues.DebuggerPlace(request, value)),
        new("L", "DIRECTORY", "QEMU_LD_PREFIX",
            $"look for absolute paths below this directory first ({string.Join(", ", guests.Select(guest => guest.Linux.DefaultSysroot))})",
            (request, value) => request.Sysroot = UserRequest.TextOf(UserValues.Path(request, value))),
        new("s", "SIZE", "QEMU_STACK_SIZE", "size of the stack in bytes, or with k, M, G (the limit of ulimit -s)",
            (request, value) => request.StackSize = UserValues.Size(request, value)),
        new("cpu", "MODEL[,FEATURE=on|off...]", "QEMU_CPU", "CPU and its features; -cpu help lists them",
            UserValues.Cpu),
        new("E", "NAME=VALUE[,...]", "QEMU_SET_ENV", "set variables of the program's environment", (request, value) =>
        {
            if (!request.Environment.TrySet(value))
                throw UserValues.Wrong(request, value, "has an item without '='; give NAME=VALUE[,NAME=VALUE...]");
        }),
        new("U", "NAME[,...]", "QEMU_UNSET_ENV", "remove variables from the program's environment", (request, value) =>
        {
            if (!request.Environment.TryRemove(value))
                throw UserValues.Wrong(request, value, "has a '='; give names alone");
        }),
        new("0", "NAME", "QEMU_ARGV0", "the program's argv[0]", (request, value) => request.FirstArgument = value),
        new("r", "RELEASE", "QEMU_UNAME", "what uname calls the kernel's release",
            (request, value) => request.UnameRelease = UserRequest.TextOf(value)),
        new("B", "ADDRESS", "QEMU_GUEST_BASE", "host address of the program's address 0",
            (request, value) => request.GuestBase = UserValues.Base(request, value)),
        new("R", "SIZE", "QEMU_RESERVED_VA", "reserve this much address space, and let the program have no more",
            (request, value) => request.ReservedSize = UserValues.Size(request, value)),
        new("accel", "NAME[,PROPERTY=VALUE...]", null, "how code is run (default aot); -accel help lists it",
            AddAccelerator),
        new("d", "ITEM[,ITEM...]", "QEMU_LOG", "log to standard error; -d help lists the items", UserValues.LogItems),
        UserOption.Refused("dfilter", "QEMU_DFILTER", "leave it out, and filter the log of -d"),
        new("D", "FILE", "QEMU_LOG_FILENAME", "write the log to a file",
            (request, value) => request.LogFile = UserValues.Path(request, value)),
        new("p", "SIZE", "QEMU_PAGESIZE", "size of the host's pages: 4096", UserValues.PageSize),
        new("singlestep", null, "QEMU_SINGLESTEP", "interpret: as -accel interp",
            (request, _) => request.Interprets = true),
        UserOption.Refused("one-insn-per-tb", null, "use -accel interp", hasValue: false),
        new("strace", null, "QEMU_STRACE", "print each system call", (request, _) => request.Traces = true),
        new("seed", "NUMBER", "QEMU_RAND_SEED", "make the random bytes on the stack the same each time",
            (request, value) => request.Seed = UserValues.Number(request, value)),
        UserOption.Refused("trace", "QEMU_TRACE", "use -d, or -strace"),
        UserOption.Refused("plugin", "QEMU_PLUGIN", "there are no plug-ins; use -d or -strace"),
        UserOption.Refused("perfmap", null, "use -accel aot,perf=on", hasValue: false),
        UserOption.Refused("jitdump", null, "use -accel aot,perf=on", hasValue: false),
        new("syscalls", null, null, "list the system calls, and which of them are implemented",
            (request, _) => request.Text ??= ValueHelp.ForEach(guests, guest => SyscallList.Text(guest.Linux))),
        new("version", null, "QEMU_VERSION", "print the version and exit",
            (request, _) => request.Text ??= ProductVersion.Text),
    ];

    private static string Help(IReadOnlyList<EmulatedGuest> guests)
    {
        StringBuilder text = new("usage: emu user [OPTIONS] PROGRAM [ARGUMENTS...]\n\n" +
            $"Runs a Linux program for {string.Join(" or ", guests.Select(guest => guest.Description))}.\n\n");
        foreach (UserOption option in OptionsOf(guests))
        {
            if (option.Description is null) continue;
            string name = $"-{option.Name}{(option.Value is null ? "" : " ")}{option.Value}";
            text.Append($"  {name,-32} {option.Variable,-18} {option.Description}\n");
        }

        text.Append("\nThe names in the middle are environment variables that mean the same.\n");
        return text.ToString();
    }

    private void ApplyVariables(UserEnvironment variables)
    {
        foreach (UserOption option in options)
        {
            if (option.Variable is not { } name) continue;
            if (variables.Find(Encoding.ASCII.GetBytes(name)) is not { } value) continue;
            request.Source = name;
            option.Apply(request, value);
            Repeat(option, value);
        }
    }

    // What holds for programs that the program executes as well; the others have done their work, and a debugger stays with the
    // first program.
    private void Repeat(UserOption option, byte[] value)
    {
        if (option.Name is "0" or "E" or "U" or "g") return;
        request.RepeatsCpu |= option.Name == "cpu";
        byte[] name = Encoding.ASCII.GetBytes($"-{option.Name}");
        request.EmulatorArguments.AddRange(option.Value is null ? [name] : [name, value]);
    }

    /// <summary>Reads the options; returns the index of what follows them.</summary>
    private int ApplyArguments(IReadOnlyList<byte[]> arguments)
    {
        int at = 0;
        while (at < arguments.Count && arguments[at] is [Dash, ..] argument)
        {
            at++;
            string text = UserRequest.TextOf(argument);
            if (text == "--") break;
            string name = text.StartsWith("--", StringComparison.Ordinal) ? text[2..] : text[1..];
            UserOption option = Array.Find(options, each => each.Name == name)
                ?? throw new CommandLineException(
                    $"{text}: not a supported option; -h lists those that are", ExitStatus.Usage);
            request.Source = $"-{name}";
            if (name == "D") isLogFileGiven = true;
            if (option.Value is null)
            {
                option.Apply(request, []);
                Repeat(option, []);
                continue;
            }

            if (at == arguments.Count)
                throw new CommandLineException(
                    $"{text}: its value is missing; give {text} {option.Value}", ExitStatus.Usage);
            byte[] value = arguments[at++];
            option.Apply(request, value);
            Repeat(option, value);
        }

        return at;
    }

    private static void AddAccelerator(UserRequest request, byte[] value)
    {
        string text = HostPath.FromBytes(value);
        if (text is "help" or "?") request.Text ??= ValueHelp.Find("-accel", request.Guests[0]);
        else request.Accelerators.Add(text);
    }
}
