using System.Text;
using Emu.Core.Logging;
using Emu.Engine;
using Emu.Isa;
using Emu.Linux.Processes;

namespace Emu.Cli.CommandLine;

/// <summary>What a user-mode command line has said so far; its options enter their values in
/// turn.</summary>
/// <param name="guest">What programs are for.</param>
internal sealed class UserRequest(EmulatedGuest guest)
{
    /// <summary>What programs are for.</summary>
    public EmulatedGuest Guest => guest;

    /// <summary>The option or variable whose value is being read, for messages.</summary>
    public string Source { get; set; } = "";

    /// <summary>Text that is all that was asked for: help, a version, a list.</summary>
    public string? Text { get; set; }

    public string? Sysroot { get; set; }
    public ulong StackSize { get; set; }
    public ulong? GuestBase { get; set; }
    public ulong ReservedSize { get; set; }
    public CpuModel Cpu { get; set; } = guest.DefaultCpu;
    public List<string> Accelerators { get; } = [];
    public bool Interprets { get; set; }
    public byte[]? FirstArgument { get; set; }
    public string? UnameRelease { get; set; }
    public ulong? Seed { get; set; }
    public LogItems LogItems { get; set; }
    public byte[]? LogFile { get; set; }
    public bool Traces { get; set; }

    /// <summary><c>-g</c>.</summary>
    public string? DebuggerPlace { get; set; }

    /// <summary>With these the emulator starts itself again.</summary>
    public List<byte[]> EmulatorArguments { get; } = ["emu"u8.ToArray(), "user"u8.ToArray()];

    /// <summary>The program's environment.</summary>
    public required UserEnvironment Environment { get; init; }

    /// <summary>Lines for each thing that is done otherwise than asked.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>A value as text.</summary>
    public static string TextOf(byte[] value) => Encoding.UTF8.GetString(value);

    /// <summary>All of it, for running the program.</summary>
    /// <param name="program">The program's path.</param>
    /// <param name="arguments">Its argv.</param>
    /// <param name="descriptor">The program, open already; -1 when it is not.</param>
    /// <param name="isSecure">It has rights that its caller has not.</param>
    public UserOptions ToOptions(
        byte[] program, IReadOnlyList<byte[]> arguments, int descriptor, bool isSecure) => new()
        {
            Model = Cpu,
            Program = program,
            ProgramDescriptor = descriptor,
            IsSecure = isSecure,
            Arguments = FirstArgument is { } first ? [first, .. arguments.Skip(1)] : arguments,
            Environment = Environment.Entries,
            EmulatorArguments = EmulatorArguments,
            DebuggerPlace = DebuggerPlace,
            Sysroot = Sysroot ?? guest.DefaultSysroot,
            StackSize = StackSize,
            GuestBase = GuestBase,
            ReservedSize = ReservedSize,
            Accel = ChooseAccelerator(),
            UnameRelease = UnameRelease,
            Seed = Seed,
            LogItems = LogItems,
            LogFile = LogFile,
            Trace = Traces,
        };

    private AccelOptions ChooseAccelerator()
    {
        if (!Interprets)
        {
            AccelOptions options = CommandLine.Accelerators.Parse(Accelerators, null, guest, Notes);
            return options.StatisticsFile is null
                ? options
                : throw new CommandLineException("-accel stats=FILE: user mode keeps no statistics; leave it out");
        }

        if (Accelerators.Count != 0)
            throw new CommandLineException("-singlestep and -accel both say how code is run; leave one out");
        return new AccelOptions() { Kind = AccelKind.Interpreter };
    }
}
