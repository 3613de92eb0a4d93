using Emu.Elf;
using Emu.Isa;

namespace Emu.Linux.Abi;

/// <summary>
/// What Linux on one architecture lays down for its programs, where architectures differ: registers of system calls and
/// handlers, layouts, flags, the vdso. System calls of the architecture's own are in <see cref="LinuxGuest"/>.
/// </summary>
public sealed record LinuxAbi
{
    /// <summary>The architecture, after which <c>uname</c> names the machine, and whose programs' ELF files can be
    /// run.</summary>
    public required GuestArchitecture Architecture { get; init; }

    /// <summary>How messages call the architecture, behind "64-bit".</summary>
    public required string DisplayName { get; init; }

    /// <summary><c>e_flags</c> of the vdso.</summary>
    public required uint ElfFlags { get; init; }

    /// <summary>The order of bytes in programs and in the structures of system calls.</summary>
    public ElfByteOrder ByteOrder { get; init; } = ElfByteOrder.LittleEndian;

    /// <summary>The register that holds a system call's number.</summary>
    public required int NumberRegister { get; init; }

    /// <summary>The six registers that hold a system call's arguments. A handler of signals gets its three in the first of
    /// them.</summary>
    public required ArgumentRegisters ArgumentRegisters { get; init; }

    /// <summary>The register that a system call's result is left in.</summary>
    public required int ResultRegister { get; init; }

    /// <summary>The stack pointer.</summary>
    public required int StackRegister { get; init; }

    /// <summary>The register by which a function, and so a handler of signals, returns.</summary>
    public required int ReturnAddressRegister { get; init; }

    /// <summary>The register that CLONE_SETTLS sets: the pointer to the thread's own storage.</summary>
    public required int ThreadRegister { get; init; }

    /// <summary>Bytes of the instruction that makes a system call.</summary>
    public required ulong CallLength { get; init; }

    /// <summary>The bits of an address that are kept when the kernel lets a program go on there.</summary>
    public ulong PcMask { get; init; } = ulong.MaxValue;

    /// <summary>First address that no program can have.</summary>
    public required ulong UserSpaceEnd { get; init; }

    /// <summary>The structures that differ from the host's.</summary>
    public required StructLayouts Structs { get; init; }

    /// <summary>The flags of <c>open</c> that differ from the generic ABI's.</summary>
    public OpenFlagMap OpenFlags { get; init; } = OpenFlagMap.Generic;

    /// <summary>The least bytes of an alternate stack that <c>sigaltstack</c> accepts (MINSIGSTKSZ).</summary>
    public required ulong SmallestSignalStack { get; init; }

    /// <summary>The bytes of stack that a signal takes, as the program is told them (AT_MINSIGSTKSZ).</summary>
    public required ulong SignalStackNeed { get; init; }

    /// <summary>The frame that a handler of signals finds on its stack.</summary>
    public required SignalFrameWriter SignalFrame { get; init; }

    /// <summary>True when an action of signals can say where its handler returns to (SA_RESTORER).</summary>
    public bool HasRestorer { get; init; }

    /// <summary>Copies all that a program sees of a CPU to that of a thread which is cloned from it.</summary>
    public required Action<Cpu, Cpu> CopyRegisters { get; init; }

    /// <summary>Serves the options of <c>prctl</c> that only this architecture has; null when it has none.</summary>
    public ProcessOptions? ProcessOptions { get; init; }

    /// <summary>AT_HWCAP and AT_HWCAP2 for the CPU that the user chose.</summary>
    public required Func<CpuModel, (ulong First, ulong Second)> Capabilities { get; init; }

    /// <summary>AT_PLATFORM; null when the architecture's kernel gives none.</summary>
    public string? Platform { get; init; }

    /// <summary><c>/proc/cpuinfo</c> for the CPU that the user chose and a number of processors.</summary>
    public required Func<CpuModel, int, string> ProcessorInformation { get; init; }

    /// <summary>The code that the kernel maps into each program.</summary>
    public required VdsoContent Vdso { get; init; }
}
