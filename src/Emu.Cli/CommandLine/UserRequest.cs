using System.Text;
using Emu.Core.Logging;
using Emu.Engine;
using Emu.Engine.Cache;
using Emu.Host;
using Emu.Isa;
using Emu.Linux;
using Emu.Linux.Processes;

namespace Emu.Cli.CommandLine;

/// <summary>What a user-mode command line has said so far; its options enter their values in
/// turn.</summary>
/// <param name="guests">What programs may be for; at least one.</param>
internal sealed class UserRequest(IReadOnlyList<EmulatedGuest> guests)
{
    private const string OwnCpu = "max";

    /// <summary>What programs may be for.</summary>
    public IReadOnlyList<EmulatedGuest> Guests => guests;

    /// <summary>What the program is for, once <see cref="ChooseGuest"/> was called.</summary>
    public EmulatedGuest Guest { get; private set; } = guests[0];

    /// <summary>The option or variable whose value is being read, for messages.</summary>
    public string Source { get; set; } = "";

    /// <summary>Text that is all that was asked for: help, a version, a list.</summary>
    public string? Text { get; set; }

    public string? Sysroot { get; set; }
    public ulong StackSize { get; set; }
    public ulong? GuestBase { get; set; }
    public ulong ReservedSize { get; set; }

    /// <summary>The CPU, and the option or variable that named it; null when none did.</summary>
    public (string Source, string Text)? Cpu { get; set; }

    /// <summary>The <see cref="EmulatorArguments"/> name a CPU, which other guests do not know.</summary>
    public bool RepeatsCpu { get; set; }

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

    /// <summary>Finds out what the program is for. When its file does not say, it is the guest that has the CPU.</summary>
    /// <param name="program">The program's path.</param>
    public void ChooseGuest(byte[] program)
    {
        if (guests.Count == 1) return;
        LinuxGuest? found = UserProgram.FindGuest([.. guests.Select(guest => guest.Linux)], program, Sysroot);
        Guest = guests.FirstOrDefault(guest => guest.Linux == found)
            ?? guests.FirstOrDefault(guest => Cpu is null || guest.TryReadCpu(Cpu.Value.Text, out _, out _)) ?? guests[0];
    }

    /// <summary>All of it, for running the program.</summary>
    /// <param name="program">The program's path.</param>
    /// <param name="arguments">Its argv.</param>
    /// <param name="descriptor">The program, open already; -1 when it is not.</param>
    /// <param name="isSecure">It has rights that its caller has not.</param>
    public UserOptions ToOptions(
        byte[] program, IReadOnlyList<byte[]> arguments, int descriptor, bool isSecure)
    {
        AccelOptions accel = ChooseAccelerator();
        return new()
        {
            Model = ReadCpu(),
            Program = program,
            ProgramDescriptor = descriptor,
            IsSecure = isSecure,
            Arguments = FirstArgument is { } first ? [first, .. arguments.Skip(1)] : arguments,
            Environment = Environment.Entries,
            EmulatorArguments = EmulatorArguments,
            Others =
            [
                .. GuestArchitectures.All.Where(other => other != Guest)
                    .Select(other => new OtherGuest(other.Linux.Abi, other.Linux.DefaultSysroot)),
            ],
            OtherArguments = RepeatsCpu ? [.. EmulatorArguments, "-cpu"u8.ToArray(), Encoding.ASCII.GetBytes(OwnCpu)] : EmulatorArguments,
            OtherSysroot = Sysroot,
            DebuggerPlace = DebuggerPlace,
            Sysroot = Sysroot ?? Guest.Linux.DefaultSysroot,
            StackSize = StackSize,
            GuestBase = GuestBase,
            ReservedSize = ReservedSize,
            Accel = accel,
            AfterExit = AfterExit(accel),
            UnameRelease = UnameRelease,
            Seed = Seed,
            LogItems = LogItems,
            LogFile = LogFile,
            Trace = Traces,
        };
    }

    // The command that the emulator starts then; null where there is nothing to do.
    private static IReadOnlyList<byte[]>? AfterExit(AccelOptions accel)
    {
        if (accel is not { TranslatesAfterExit: true, Kind: AccelKind.Aot, Cache: CacheMode.On }) return null;
        if (accel.CacheFile is not null)
            throw new CommandLineException("-accel after=exit: needs a directory of cache files; leave cache-file out, or give cache-dir");
        string folder = Path.GetFullPath(accel.CacheDirectory ?? CacheDirectory.DefaultPath);
        return [.. new[] { "emu", "cache", "optimize", "--all", "--idle", "--dir", folder }.Select(HostPath.ToBytes)];
    }

    private CpuModel ReadCpu()
    {
        if (Cpu is not { } wanted) return Guest.DefaultCpu;
        return Guest.TryReadCpu(wanted.Text, out CpuModel model, out string error)
            ? model
            : throw new CommandLineException($"{wanted.Source}: {error}");
    }

    private AccelOptions ChooseAccelerator()
    {
        if (!Interprets)
        {
            AccelOptions options = CommandLine.Accelerators.Parse(Accelerators, null, Guest, Notes);
            return options.StatisticsFile is null
                ? options
                : throw new CommandLineException("-accel stats=FILE: user mode keeps no statistics; leave it out");
        }

        if (Accelerators.Count != 0)
            throw new CommandLineException("-singlestep and -accel both say how code is run; leave one out");
        return new AccelOptions() { Kind = AccelKind.Interpreter };
    }
}
