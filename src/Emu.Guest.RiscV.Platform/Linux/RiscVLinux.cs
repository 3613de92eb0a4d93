using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Emu.Isa;
using Emu.Linux;
using Emu.Linux.Abi;

namespace Emu.Guest.RiscV.Linux;

/// <summary>Linux for programs of 64-bit RISC-V (Linux, arch/riscv).</summary>
public static class RiscVLinux
{
    // x1 is ra, x2 sp, x4 tp, x10 to x15 are a0 to a5, and x17 is a7.
    private const int ReturnAddress = 1, StackPointer = 2, ThreadPointer = 4, Argument0 = 10, Number = 17;

    // EF_RISCV_RVC and EF_RISCV_FLOAT_ABI_DOUBLE.
    private const uint CompressedAndDoubleFloat = 5;

    /// <summary>What the kernel lays down for programs.</summary>
    public static LinuxAbi Abi { get; } = new()
    {
        Architecture = RiscVArchitecture.Instance,
        DisplayName = "RISC-V",
        ElfFlags = CompressedAndDoubleFloat,
        NumberRegister = Number,
        ArgumentRegisters = new ArgumentRegisters(
            Argument0, Argument0 + 1, Argument0 + 2, Argument0 + 3, Argument0 + 4, Argument0 + 5),
        ResultRegister = Argument0,
        StackRegister = StackPointer,
        ReturnAddressRegister = ReturnAddress,
        ThreadRegister = ThreadPointer,
        CallLength = 4,
        // Instructions are at even addresses only, as in the register that sret returns through.
        PcMask = ~1ul,
        UserSpaceEnd = 1ul << 38, // of Sv39
        Structs = StructLayouts.Generic,
        SmallestSignalStack = 2048,
        SignalStackNeed = 2048,
        SignalFrame = new RiscVSignalFrame(),
        CopyRegisters = RegisterFile.Copy,
        Capabilities = model => (CapabilitiesOf((IsaOptions)model), 0),
        ProcessorInformation = DescribeProcessors,
        Vdso = new VdsoContent
        {
            Version = "LINUX_4.15",
            Functions =
            [
                new("__vdso_rt_sigreturn", 139),
                new("__vdso_clock_gettime", 113),
                new("__vdso_gettimeofday", 169),
                new("__vdso_clock_getres", 114),
                new("__vdso_getcpu", 168),
                new("__vdso_flush_icache", 259),
            ],
            CodeOf = CallAndReturn,
            Filler = Code(0x13), // nop
        },
    };

    /// <summary>All that user mode needs to run such programs.</summary>
    public static LinuxGuest Guest { get; } = new()
    {
        Abi = Abi,
        OwnCalls = [HardwareProbe.Row, InstructionFlush.Row],
        DefaultSysroot = "/etc/qemu-binfmt/riscv64",
    };

    /// <summary>AT_HWCAP: bit 0 for the extension A, and so on, of those that the kernel tells about.</summary>
    private static ulong CapabilitiesOf(IsaOptions isa)
    {
        (Extensions Extension, char Letter)[] letters =
        [
            (Extensions.I, 'i'), (Extensions.M, 'm'), (Extensions.A, 'a'), (Extensions.F, 'f'), (Extensions.D, 'd'),
            (Extensions.C, 'c'),
        ];
        ulong bits = 0;
        foreach ((Extensions extension, char letter) in letters)
            if (isa.Has(extension)) bits |= 1ul << (letter - 'a');
        return bits;
    }

    // One paragraph a hart, as the kernel prints it.
    private static string DescribeProcessors(CpuModel model, int count)
    {
        string isa = ((IsaOptions)model).IsaString;
        var text = new StringBuilder();
        for (int hart = 0; hart < count; hart++)
        {
            text.Append(CultureInfo.InvariantCulture, $"processor\t: {hart}\n");
            text.Append(CultureInfo.InvariantCulture, $"hart\t\t: {hart}\n");
            text.Append(CultureInfo.InvariantCulture, $"isa\t\t: {isa}\n");
            text.Append("mmu\t\t: sv39\n\n");
        }

        return text.ToString();
    }

    private static byte[] CallAndReturn(int number)
    {
        const uint loadNumber = 0x0000_0893, environmentCall = 0x0000_0073, jumpBack = 0x0000_8067;
        return [.. Code(loadNumber | ((uint)number << 20)), .. Code(environmentCall), .. Code(jumpBack)];
    }

    private static byte[] Code(uint instruction)
    {
        byte[] code = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(code, instruction);
        return code;
    }
}
