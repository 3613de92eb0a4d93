using Emu.Core.Logging;
using Emu.Engine;
using Emu.Isa;

namespace Emu.Linux.Processes;

/// <summary>What the user asked for on the command line of a user-mode emulator.</summary>
public sealed record UserOptions
{
    /// <summary><c>-cpu</c>: a CPU of the guest's architecture.</summary>
    public required CpuModel Model { get; init; }

    /// <summary>The program's file, as the host finds it: bytes, because names need not be UTF-8.</summary>
    public required byte[] Program { get; init; }

    /// <summary>The program, open already by binfmt_misc; -1 when it is not.</summary>
    public int ProgramDescriptor { get; init; } = -1;

    /// <summary>The program has rights that its caller has not (AT_SECURE), by binfmt_misc's C flag.</summary>
    public bool IsSecure { get; init; }

    /// <summary>The guest's argv; <c>-0</c> replaces the first. Bytes, because names need not be UTF-8.</summary>
    public required IReadOnlyList<byte[]> Arguments { get; init; }

    /// <summary>The guest's environment, <c>NAME=VALUE</c> each.</summary>
    public required IReadOnlyList<byte[]> Environment { get; init; }

    /// <summary>
    /// The emulator's own argv up to the program, but for what is in <see cref="Arguments"/> and
    /// <see cref="Environment"/> already (<c>-0</c>, <c>-E</c>, <c>-U</c>): with it the emulator starts itself again for a
    /// program that the guest executes.
    /// </summary>
    public IReadOnlyList<byte[]> EmulatorArguments { get; init; } = ["emu"u8.ToArray(), "user"u8.ToArray()];

    /// <summary>The other guests whose programs the emulator runs: for those the program may execute, too.</summary>
    public IReadOnlyList<OtherGuest> Others { get; init; } = [];

    /// <summary>As <see cref="EmulatorArguments"/>, for a program of one of the <see cref="Others"/>.</summary>
    public IReadOnlyList<byte[]> OtherArguments { get; init; } = ["emu"u8.ToArray(), "user"u8.ToArray()];

    /// <summary>The directory below which programs of <see cref="Others"/> find their interpreter; null is each guest's
    /// own.</summary>
    public string? OtherSysroot { get; init; }

    /// <summary><c>-L</c>: absolute paths are looked for below this directory first; null is none.</summary>
    public string? Sysroot { get; init; }

    /// <summary><c>-s</c>: bytes of the initial thread's stack; 0 takes the host's limit.</summary>
    public ulong StackSize { get; init; }

    /// <summary><c>-B</c>: host address of guest address 0; null lets the emulator choose.</summary>
    public ulong? GuestBase { get; init; }

    /// <summary><c>-R</c>: bytes of address space reserved for the guest, which is all that it gets; 0 reserves
    /// none.</summary>
    public ulong ReservedSize { get; init; }

    /// <summary><c>-r</c>: what <c>uname</c> calls the kernel's release; null is the host's.</summary>
    public string? UnameRelease { get; init; }

    /// <summary><c>-seed</c>: AT_RANDOM's bytes follow from it; null takes the host's randomness.</summary>
    public ulong? Seed { get; init; }

    /// <summary><c>-d</c>: what is logged.</summary>
    public LogItems LogItems { get; init; }

    /// <summary><c>-D</c>: where the log and <c>-strace</c>'s lines go, bytes of a path; null is standard
    /// error.</summary>
    public byte[]? LogFile { get; init; }

    /// <summary><c>-g</c>: the port's number, or the path of a socket, at which a debugger is waited for before the program
    /// begins; null for none.</summary>
    public string? DebuggerPlace { get; init; }

    /// <summary><c>-strace</c>: each system call is printed.</summary>
    public bool Trace { get; init; }

    /// <summary>Command line of this executable that is started when the program ends and has left new code in the cache; null
    /// for none.</summary>
    public IReadOnlyList<byte[]>? AfterExit { get; init; }

    /// <summary><c>-accel</c>.</summary>
    public AccelOptions Accel { get; init; } = AccelOptions.Default;
}
