using Emu.Isa;
using Emu.Linux;
using Emu.Machine.Boards;

namespace Emu.Cli;

/// <summary>One guest architecture as the command line offers it.</summary>
internal sealed record EmulatedGuest
{
    /// <summary>Reads the value of <c>-cpu</c>; false with one line that says what is wrong.</summary>
    public delegate bool CpuReader(string text, out CpuModel model, out string error);

    /// <summary>The architecture, whose name is that of its commands.</summary>
    public required GuestArchitecture Architecture { get; init; }

    /// <summary>What messages call its code: <c>x86</c>.</summary>
    public required string Family { get; init; }

    /// <summary>What help calls its machines: <c>64-bit x86</c>.</summary>
    public required string Description { get; init; }

    /// <summary>The machines; the first one is there when the user does not say.</summary>
    public required IReadOnlyList<Board> Boards { get; init; }

    /// <summary>What CPUs are when the user does not say.</summary>
    public required CpuModel DefaultCpu { get; init; }

    /// <summary>Reads the value of <c>-cpu</c>.</summary>
    public required CpuReader TryReadCpu { get; init; }

    /// <summary>What <c>-cpu help</c> lists: values, and what they mean.</summary>
    public required Func<IEnumerable<(string Name, string Description)>> CpuHelp { get; init; }

    /// <summary>What Linux programs are run with.</summary>
    public required LinuxGuest Linux { get; init; }

    /// <summary>Where the libraries of Linux programs are looked for when the user does not say.</summary>
    public string DefaultSysroot => Linux.DefaultSysroot;

    /// <summary>What help calls the firmware inside the emulator.</summary>
    public required string BuiltInFirmware { get; init; }

    /// <summary>The mode that other firmware starts in, for help.</summary>
    public required string FirmwareMode { get; init; }

    /// <summary>The path of a CPU in a machine's tree of objects, by its number.</summary>
    public required Func<int, string> CpuPath { get; init; }

    /// <summary>The registers of a CPU that stands still, for people: names, values, and which belong to a bank.</summary>
    public required Func<Cpu, IReadOnlyList<(string Name, ulong Value, bool IsGeneral)>> ReadRegisters { get; init; }

    /// <summary>What the type of a CPU is called when the user does not choose another.</summary>
    public required string CpuType { get; init; }

    /// <summary>Name in commands.</summary>
    public string Name => Architecture.Name;

    /// <summary>The name of QEMU's program for machines, under which the emulator runs one.</summary>
    public string SystemLink => $"qemu-system-{Name}";

    /// <summary>The name of QEMU's program for Linux programs, under which the emulator runs one.</summary>
    public string UserLink => $"qemu-{Name}";

    /// <summary>The name of the same program when it is linked statically.</summary>
    public string StaticUserLink => $"{UserLink}-static";
}
