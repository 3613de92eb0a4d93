using Emu.Linux.Abi;
using Emu.Linux.Syscalls;
using Emu.Linux.Tests.Syscalls;
using Microsoft.Win32.SafeHandles;
using static Emu.Linux.Tests.Syscalls.GuestCaller;

namespace Emu.Linux.Tests.Files;

public sealed class ReservedDescriptorsTests : IDisposable
{
    private readonly GuestCaller guest = new();

    public void Dispose() => guest.Dispose();

    [Fact]
    public void They_are_closed_for_the_guest_and_open_for_the_emulator()
    {
        int own = Reserve();
        Assert.Equal(-Errno.BadDescriptor, guest.Call("fstat", (ulong)own, guest.Allocate(128)));
        Assert.Equal(-Errno.BadDescriptor, guest.Call("close", (ulong)own));
        Assert.Equal(-Errno.BadDescriptor, guest.Call("fcntl", (ulong)own, 1, 0));
        Assert.Equal(-Errno.BadDescriptor, guest.Call("dup", (ulong)own));
        Assert.True(File.Exists($"/proc/self/fd/{own}"));
        Assert.Equal(0, guest.Call("close_range", (ulong)own, (ulong)own, 0));
        Assert.True(File.Exists($"/proc/self/fd/{own}"));
        guest.Process.Reserved.Release(own);
        Assert.False(File.Exists($"/proc/self/fd/{own}"));
    }

    [Fact]
    public void They_make_way_for_the_guest()
    {
        using SafeFileHandle kept = File.OpenHandle("/etc/passwd");
        guest.Process.Reserved.Keep(kept);
        int own = guest.Process.Reserved.Numbers.Single();
        Assert.Equal(own, (int)kept.DangerousGetHandle());
        Assert.Equal(-Errno.BadDescriptor, guest.Call("dup3", 1000000, (ulong)own, 0));
        Assert.Equal(-Errno.InvalidArgument, guest.Call("dup3", 0, (ulong)own, 1));
        Assert.Equal(-Errno.InvalidArgument, guest.Call("dup3", (ulong)own, (ulong)own, 0));
        Assert.Equal(own, guest.Call("dup3", 0, (ulong)own, 0));
        Assert.NotEqual(own, (int)kept.DangerousGetHandle());
        Assert.Equal(0, guest.Call("fcntl", (ulong)own, 1, 0));

        int next = guest.Process.Reserved.Numbers.Single();
        Assert.Equal(next, guest.Call("fcntl", 0, 1030, (ulong)next));
        Assert.Equal(next + 1, guest.Call("fcntl", 0, 0, (ulong)next));
        Assert.True(RandomAccess.GetLength(kept) > 0);
        foreach (int number in new[] { own, next, next + 1 }) Assert.Equal(0, guest.Call("close", (ulong)number));
        Assert.True(RandomAccess.GetLength(kept) > 0);
    }

    [Fact]
    public void Whoever_keeps_a_number_hears_of_another()
    {
        int told = -1, own = guest.Process.Reserved.Reserve((int)guest.Call("dup", 0), number => told = number);
        Assert.Equal(own, guest.Call("dup3", 0, (ulong)own, 0));
        Assert.Equal(guest.Process.Reserved.Numbers.Single(), told);
        guest.Call("close", (ulong)own);
        guest.Process.Reserved.Release(told);
        Assert.True(guest.Process.Reserved.IsEmpty);
    }

    [Fact]
    public void A_range_is_closed_around_them()
    {
        int own = Reserve();
        long before = guest.Call("fcntl", 0, 0, (ulong)own - 1);
        long after = guest.Call("fcntl", 0, 0, (ulong)own + 1);
        Assert.True(before < own && after > own);
        Assert.Equal(0, guest.Call("close_range", (ulong)before, (ulong)after, 0));
        Assert.False(File.Exists($"/proc/self/fd/{before}"));
        Assert.True(File.Exists($"/proc/self/fd/{own}"));
        Assert.False(File.Exists($"/proc/self/fd/{after}"));
        guest.Process.Reserved.Release(own);
    }

    [Fact]
    public void They_cannot_be_mapped()
    {
        const ulong ReadAndWrite = 3, Shared = 1;
        int own = Reserve();
        Assert.Equal(-Errno.BadDescriptor, guest.Call("mmap", 0, 4096, ReadAndWrite, Shared, (ulong)own, 0));
        guest.Process.Reserved.Release(own);
    }

    [Fact]
    public void They_cannot_be_sent_through_a_socket()
    {
        const ulong Unix = 1, Datagram = 2, SocketLevel = 1, Rights = 1;
        int own = Reserve();
        ulong pair = guest.Allocate(8);
        Assert.Equal(0, guest.Call("socketpair", Unix, Datagram, 0, pair));
        ulong socket = guest.Value<uint>(pair);
        ulong vector = guest.Place(guest.Place(1), 1);

        // A message of one byte with another control message in front, and two descriptors.
        ulong control = guest.Place(16, SocketLevel | Rights << 32, 24, SocketLevel | Rights << 32, socket | (ulong)own << 32);
        ulong header = guest.Place(0, 0, vector, 1, control, 40, 0);
        Assert.Equal(-Errno.BadDescriptor, guest.Call("sendmsg", socket, header, 0));
        ulong counted = guest.Place(0, 0, vector, 1, 0, 0, 0, 0, 0, 0, vector, 1, control, 40, 0, 0);
        Assert.Equal(1, guest.Call("sendmmsg", socket, counted, 2, 0));
        Assert.Equal(-Errno.BadDescriptor, guest.Call("sendmmsg", socket, counted + 64, 1, 0));

        guest.Bytes(control + 32 + 4, 4).Clear();
        Assert.Equal(1, guest.Call("sendmsg", socket, header, 0));
        guest.Call("close", socket);
        guest.Call("close", guest.Value<uint>(pair + 4));
        guest.Process.Reserved.Release(own);
    }

    [Fact]
    public void They_are_not_listed()
    {
        int own = Reserve();
        long folder = guest.Call("openat", CurrentFolder, guest.Place("/proc/self/fd"), 0x10000);
        ulong buffer = guest.Allocate(1 << 15);
        string names = "";
        while (guest.Call("getdents64", (ulong)folder, buffer, 1 << 15) is > 0 and var length)
        {
            for (long at = 0; at < length; at += guest.Value<ushort>(buffer + (ulong)at + 16))
                names += guest.Text(buffer + (ulong)at + 19, 8).Split('\0')[0] + " ";
        }
        Assert.Contains($" {folder} ", names, StringComparison.Ordinal);
        Assert.DoesNotContain($" {own} ", names, StringComparison.Ordinal);
        guest.Call("close", (ulong)folder);
        guest.Process.Reserved.Release(own);
    }

    [Theory]
    [InlineData(0x5401u, 36)]     // TCGETS
    [InlineData(0x5413u, 8)]      // TIOCGWINSZ
    [InlineData(0x540bu, 0)]      // TCFLSH
    [InlineData(0x80045430u, 4)]  // TIOCGPTN
    [InlineData(0x40086602u, 8)]  // FS_IOC_SETFLAGS
    [InlineData(0x8927u, 40)]     // SIOCGIFHWADDR
    [InlineData(0x12345u, -1)]
    public void Requests_say_how_much_they_point_to(uint request, int size) =>
        Assert.Equal(size, DeviceControl.PointedSize(request));

    private int Reserve()
    {
        int own = guest.Process.Reserved.Reserve((int)guest.Call("dup", 0));
        Assert.True(own >= guest.Process.Reserved.First);
        return own;
    }
}
