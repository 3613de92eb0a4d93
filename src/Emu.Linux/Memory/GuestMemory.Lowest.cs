using Emu.Host;
using Emu.Linux.Abi;

namespace Emu.Linux.Memory;

/// <content>The first pages, which a program may map only with a privilege: vm.mmap_min_addr.</content>
public sealed unsafe partial class GuestMemory
{
    /// <summary>The kernel maps nothing below this address of its own accord.</summary>
    public static ulong Lowest { get; } = ReadLowest();

    /// <summary>The kernel loads a program wherever it is linked to, whoever starts it: QEMU does it too, and on Linux the
    /// superuser.</summary>
    internal bool IsLoading { get; set; }

    /// <summary>The error for a place that the program asks for; 0 when it may have it.</summary>
    internal long CheckLowest(ulong address)
    {
        if (address >= Lowest || IsLoading) return 0;
        // The host's kernel knows the rules, and is asked either way. Its own first page stays empty.
        if (Base == 0) return address < PageSize ? -Errno.NotPermitted : 0;
        return address >= reservedFrom && MayBeMapped(address) ? 0 : -Errno.NotPermitted;
    }

    private static bool MayBeMapped(ulong host)
    {
        if (TryReserve(host, PageSize))
        {
            _ = HostSyscall.Invoke(HostSyscallNumbers.MemoryUnmap, host, PageSize);
            return true;
        }

        return false;
    }

    private static ulong ReadLowest()
    {
        ReadOnlySpan<byte> text = HostText.Read("/proc/sys/vm/mmap_min_addr\0"u8);
        return ulong.TryParse(text.Trim((byte)'\n'), out ulong lowest) ? Math.Max(lowest & ~PageMask, PageSize) : UsualLowest;
    }
}
