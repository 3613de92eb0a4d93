using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Extended attributes of files.</summary>
internal static class AttributeCalls
{
    // XATTR_SIZE_MAX and XATTR_LIST_MAX.
    private const ulong LargestValue = 65536;

    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        ByHost(5, "setxattr", HostNumber.Setxattr, PathName, Text, In(3), Size, Hex),
        ByHost(6, "lsetxattr", HostNumber.Lsetxattr, PlainPath, Text, In(3), Size, Hex),
        ByHost(7, "fsetxattr", HostNumber.Fsetxattr, Descriptor, Text, In(3), Size, Hex),
        ByHost(8, "getxattr", HostNumber.Getxattr, PathName, Text, Out(3, LargestValue), Size),
        ByHost(9, "lgetxattr", HostNumber.Lgetxattr, PlainPath, Text, Out(3, LargestValue), Size),
        ByHost(10, "fgetxattr", HostNumber.Fgetxattr, Descriptor, Text, Out(3, LargestValue), Size),
        ByHost(11, "listxattr", HostNumber.Listxattr, PathName, Out(2, LargestValue), Size),
        ByHost(12, "llistxattr", HostNumber.Llistxattr, PlainPath, Out(2, LargestValue), Size),
        ByHost(13, "flistxattr", HostNumber.Flistxattr, Descriptor, Out(2, LargestValue), Size),
        ByHost(14, "removexattr", HostNumber.Removexattr, PathName, Text),
        ByHost(15, "lremovexattr", HostNumber.Lremovexattr, PlainPath, Text),
        ByHost(16, "fremovexattr", HostNumber.Fremovexattr, Descriptor, Text),
    ];
}
