using System.Buffers.Binary;
using Emu.Host;
using Emu.Isa;
using Emu.Linux;
using Emu.Linux.Abi;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;

namespace Emu.Guest.Arm64.Linux;

/// <summary>Linux for programs of 64-bit Arm (Linux, arch/arm64).</summary>
/// <remarks>Invariant of the unsafe code: both CPUs are alive while the registers of one are copied.</remarks>
public static class Arm64Linux
{
    private const int Number = 8, LinkRegister = 30;

    /// <summary>What the kernel lays down for programs.</summary>
    public static LinuxAbi Abi { get; } = new()
    {
        Architecture = Arm64Architecture.Instance,
        DisplayName = "Arm",
        ElfFlags = 0,
        NumberRegister = Number,
        ArgumentRegisters = new ArgumentRegisters(0, 1, 2, 3, 4, 5),
        ResultRegister = 0,
        StackRegister = Arm64Architecture.StackPointer,
        ReturnAddressRegister = LinkRegister,
        ThreadRegister = Arm64Architecture.ThreadPointer,
        CallLength = sizeof(uint),
        // Less than the 48 bits of the architecture: above lies what the host's kernel has mapped for the emulator itself.
        UserSpaceEnd = 1ul << 46,
        Structs = StructLayouts.Generic,
        // O_DIRECTORY, O_NOFOLLOW, O_DIRECT and O_LARGEFILE.
        OpenFlags = new OpenFlagMap((0x4000, 0x1_0000), (0x8000, 0x2_0000), (0x1_0000, 0x4000), (0x2_0000, 0x8000)),
        SmallestSignalStack = 5120,
        SignalStackNeed = 4720,
        SignalFrame = new Arm64SignalFrame(),
        HasRestorer = true,
        CopyRegisters = CopyRegisters,
        ProcessOptions = Arm64ProcessOptions.Serve,
        Capabilities = model => HardwareCapabilities.BitsOf((Arm64Model)model),
        Platform = "aarch64",
        ProcessorInformation = (model, count) => HardwareCapabilities.DescribeProcessors((Arm64Model)model, count),
        Vdso = new VdsoContent
        {
            Version = "LINUX_2.6.39",
            Functions =
            [
                new("__kernel_rt_sigreturn", 139),
                new("__kernel_clock_gettime", 113),
                new("__kernel_gettimeofday", 169),
                new("__kernel_clock_getres", 114),
            ],
            CodeOf = CallAndReturn,
            Filler = Code(0xd503_201f), // nop
        },
    };

    /// <summary>All that user mode needs to run such programs.</summary>
    public static LinuxGuest Guest { get; } = new()
    {
        Abi = Abi,
        OwnCalls = [ByHost(38, "renameat", HostSyscallNumbers.Renameat, Folder, PlainPath, Folder, PlainPath)],
        DefaultSysroot = "/etc/qemu-binfmt/aarch64",
    };

    // What a new thread inherits of its maker's registers: all that a program sees, but for an exclusive load's
    // reservation, which is lost as at any switch of threads.
    private static unsafe void CopyRegisters(Cpu source, Cpu target)
    {
        CpuState* from = source.State, to = target.State;
        int size = Arm64Architecture.Instance.Registers.Size;
        new ReadOnlySpan<byte>(from->Registers, size).CopyTo(new Span<byte>(to->Registers, size));
        ((Arm64Cpu)target).Fpsr = ((Arm64Cpu)source).Fpsr;
        ((Arm64Cpu)target).Fpcr = ((Arm64Cpu)source).Fpcr;
        ((Arm64Cpu)target).IgnoresTagsInCalls = ((Arm64Cpu)source).IgnoresTagsInCalls;
        to->ReservationWidth = 0;
        to->Pc = from->Pc;
    }

    private static byte[] CallAndReturn(int number)
    {
        const uint moveToX8 = 0xd280_0008, supervisorCall = 0xd400_0001, ret = 0xd65f_03c0;
        return [.. Code(moveToX8 | ((uint)number << 5)), .. Code(supervisorCall), .. Code(ret)];
    }

    private static byte[] Code(uint instruction)
    {
        byte[] code = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(code, instruction);
        return code;
    }
}
