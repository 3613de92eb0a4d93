using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Calls on mounted file systems, swap and quotas, which the host's kernel allows or not.</summary>
internal static class MountCalls
{
    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        ByHost(39, "umount2", HostNumber.Umount2, PlainPath, Hex),
        ByHost(40, "mount", HostNumber.Mount, PlainPath, PlainPath, Text, Hex, Pointer),
        ByHost(41, "pivot_root", HostNumber.PivotRoot, PlainPath, PlainPath),
        ByHost(60, "quotactl", HostNumber.Quotactl, Hex, PlainPath, Int, Pointer),
        ByHost(89, "acct", HostNumber.Acct, PlainPath),
        ByHost(224, "swapon", HostNumber.Swapon, PlainPath, Hex),
        ByHost(225, "swapoff", HostNumber.Swapoff, PlainPath),
        ByHost(428, "open_tree", HostNumber.OpenTree, Folder, PlainPath, Hex),
        ByHost(429, "move_mount", HostNumber.MoveMount, Folder, PlainPath, Folder, PlainPath, Hex),
        ByHost(430, "fsopen", HostNumber.Fsopen, Text, Hex),
        ByHost(431, "fsconfig", HostNumber.Fsconfig, Descriptor, Hex, Text, Pointer, Int),
        ByHost(432, "fsmount", HostNumber.Fsmount, Descriptor, Hex, Hex),
        ByHost(433, "fspick", HostNumber.Fspick, Folder, PlainPath, Hex),
        ByHost(442, "mount_setattr", HostNumber.MountSetattr, Folder, PlainPath, Hex, In(4), Size),
        ByHost(443, "quotactl_fd", HostNumber.QuotactlFd, Descriptor, Hex, Int, Pointer),
    ];
}
