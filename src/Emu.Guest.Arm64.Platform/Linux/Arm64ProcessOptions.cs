using Emu.Isa;
using Emu.Linux.Abi;

namespace Emu.Guest.Arm64.Linux;

/// <summary>The options of <c>prctl</c> that Linux has on arm64 alone (Documentation/arch/arm64/pointer-authentication.rst and
/// tagged-address-abi.rst).</summary>
internal static class Arm64ProcessOptions
{
    // PR_PAC_RESET_KEYS, PR_[SG]ET_TAGGED_ADDR_CTRL and PR_PAC_[SG]ET_ENABLED_KEYS.
    private const int ResetKeys = 54, SetTagControl = 55, GetTagControl = 56, SetEnabledKeys = 60, GetEnabledKeys = 61;

    private const ulong AddressBits = ulong.MaxValue >> 8;

    /// <summary>As <see cref="ProcessOptions"/>.</summary>
    public static long? Serve(Cpu caller, SyscallArguments a, ref ulong addressBits)
    {
        var cpu = (Arm64Cpu)caller;
        bool isPlain = a[3] == 0 && a[4] == 0, isSingle = a[2] == 0 && isPlain, isBare = a[1] == 0 && isSingle;
        bool hasKeys = cpu.Has.Has.HasFlag(Arm64Features.Pauth);
        return a.Int(0) switch
        {
            ResetKeys => hasKeys && isSingle ? Reset(cpu, a[1]) : -Errno.InvalidArgument,
            SetEnabledKeys => hasKeys && isPlain ? Enable(cpu, a[1], a[2]) : -Errno.InvalidArgument,
            GetEnabledKeys => hasKeys && isBare ? (long)cpu.EnabledKeys : -Errno.InvalidArgument,
            SetTagControl => isSingle && a[1] <= 1 ? IgnoreTags(cpu, a[1] != 0, ref addressBits) : -Errno.InvalidArgument,
            GetTagControl => isBare ? (cpu.IgnoresTagsInCalls ? 1 : 0) : -Errno.InvalidArgument,
            _ => null,
        };
    }

    private static long Reset(Arm64Cpu cpu, ulong keys)
    {
        if ((keys & ~(ulong)PointerKeys.All) != 0) return -Errno.InvalidArgument;
        cpu.ResetKeys(keys == 0 ? PointerKeys.All : (PointerKeys)keys);
        return 0;
    }

    private static long Enable(Arm64Cpu cpu, ulong which, ulong enabled)
    {
        if ((which & ~(ulong)PointerKeys.Addresses) != 0 || (enabled & ~which) != 0) return -Errno.InvalidArgument;
        cpu.EnabledKeys = (cpu.EnabledKeys & ~(PointerKeys)which) | (PointerKeys)enabled;
        return 0;
    }

    // The kernel keeps this for each thread; here system calls of all threads ignore tags once one has asked for it.
    private static long IgnoreTags(Arm64Cpu cpu, bool ignores, ref ulong addressBits)
    {
        cpu.IgnoresTagsInCalls = ignores;
        if (ignores) addressBits = AddressBits;
        return 0;
    }
}
