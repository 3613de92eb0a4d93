using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Sockets. Addresses, options and control messages have the same form on all 64-bit hosts.</summary>
internal static class NetworkCalls
{
    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        ByHost(
            198, "socket", HostNumber.Socket, Choice(ValueNames.Families), Flags(ValueNames.SocketTypes), Int),
        ByHost(
            199, "socketpair", HostNumber.Socketpair, Choice(ValueNames.Families), Flags(ValueNames.SocketTypes), Int,
            OutStruct(8)),
        ByHost(200, "bind", HostNumber.Bind, Descriptor, In(2), Int),
        ByHost(201, "listen", HostNumber.Listen, Descriptor, Int),
        ByHostWaiting(202, "accept", HostNumber.Accept, Descriptor, Pointer, InOutStruct(4)),
        ByHostWaiting(203, "connect", HostNumber.Connect, Descriptor, In(2), Int),
        ByHost(204, "getsockname", HostNumber.Getsockname, Descriptor, Pointer, InOutStruct(4)),
        ByHost(205, "getpeername", HostNumber.Getpeername, Descriptor, Pointer, InOutStruct(4)),
        ByHostWaiting(206, "sendto", HostNumber.Sendto, Descriptor, In(2), Size, Hex, In(5), Int),
        ByHostWaiting(207, "recvfrom", HostNumber.Recvfrom, Descriptor, Out(2), Size, Hex, Pointer, InOutStruct(4)),
        By(208, "setsockopt", SocketOptions.Set, Descriptor, Int, Int, In(4), Int),
        By(209, "getsockopt", SocketOptions.Get, Descriptor, Int, Int, Pointer, InOutStruct(4)),
        ByHost(210, "shutdown", HostNumber.Shutdown, Descriptor, Int),
        By(211, "sendmsg", SocketMessages.Send, Descriptor, Hex, Hex),
        By(212, "recvmsg", SocketMessages.Receive, Descriptor, Hex, Hex),
        ByHostWaiting(
            242, "accept4", HostNumber.Accept4, Descriptor, Pointer, InOutStruct(4), Flags(ValueNames.SocketTypes)),
        By(243, "recvmmsg", SocketMessages.ReceiveMany, Descriptor, Hex, Int, Hex, Time),
        By(269, "sendmmsg", SocketMessages.SendMany, Descriptor, Hex, Int, Hex),
    ];
}
