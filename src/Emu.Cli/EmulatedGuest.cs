using Emu.Isa;
using Emu.Linux;

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

    /// <summary>What help calls its machines and programs: <c>64-bit x86</c>.</summary>
    public required string Description { get; init; }

    /// <summary>The machines; null when only Linux programs of the guest can be run.</summary>
    public GuestMachines? Machines { get; init; }

    /// <summary>What CPUs are when the user does not say.</summary>
    public required CpuModel DefaultCpu { get; init; }

    /// <summary>Reads the value of <c>-cpu</c>.</summary>
    public required CpuReader TryReadCpu { get; init; }

    /// <summary>What <c>-cpu help</c> lists: values, and what they mean.</summary>
    public required Func<IEnumerable<(string Name, string Description)>> CpuHelp { get; init; }

    /// <summary>What Linux programs are run with.</summary>
    public required LinuxGuest Linux { get; init; }

    /// <summary>Name in commands.</summary>
    public string Name => Architecture.Name;

    /// <summary>The name of QEMU's program for machines, under which the emulator runs one.</summary>
    public string SystemLink => $"qemu-system-{Name}";

    /// <summary>The name of QEMU's program for Linux programs, under which the emulator runs one.</summary>
    public string UserLink => $"qemu-{Name}";

    /// <summary>The name of the same program when it is linked statically.</summary>
    public string StaticUserLink => $"{UserLink}-static";
}
