using System.Buffers.Binary;
using CsCheck;
using Emu.Linux.Abi;

namespace Emu.Linux.Tests.Syscalls;

public sealed class StructLayoutTests
{
    public static TheoryData<string> Names => [.. StructLayouts.Generic.All.Select(layout => layout.Name)];

    [Theory]
    [InlineData("stat", 128, 144)]
    [InlineData("epoll_event", 16, 12)]
    [InlineData("semid64_ds", 88, 104)]
    public void Sizes_are_those_of_the_two_kernels_headers(string name, int guest, int host)
    {
        StructLayout layout = Find(name);
        Assert.Equal((guest, host), (layout.GuestSize, layout.HostSize));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fields_do_not_overlap_and_lie_inside(string name)
    {
        StructLayout layout = Find(name);
        Check(layout.Fields.Select(field => (field.GuestOffset, field.GuestSize)), layout.GuestSize);
        Check(layout.Fields.Select(field => (field.HostOffset, field.HostSize)), layout.HostSize);

        static void Check(IEnumerable<(int Offset, int Size)> fields, int size)
        {
            int end = 0;
            foreach ((int offset, int length) in fields.OrderBy(field => field.Offset))
            {
                Assert.True(offset >= end);
                end = offset + length;
            }
            Assert.True(end <= size);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_guest_writes_comes_back_the_same(string name)
    {
        StructLayout layout = Find(name);
        Gen.Byte.Array[layout.GuestSize].Sample(bytes =>
        {
            byte[] host = new byte[layout.HostSize], once = new byte[layout.GuestSize];
            byte[] again = new byte[layout.GuestSize];
            layout.ToHost(bytes, host);
            layout.ToGuest(host, once);
            layout.ToHost(once, host);
            layout.ToGuest(host, again);
            Assert.Equal(once, again);
            foreach (StructField field in layout.Fields)
            {
                int size = Math.Min(field.GuestSize, field.HostSize);
                Assert.Equal(
                    bytes.AsSpan(field.GuestOffset, size).ToArray(), once.AsSpan(field.GuestOffset, size).ToArray());
            }
        });
    }

    [Fact]
    public void A_stat_of_x86_64_becomes_that_of_the_generic_ABI()
    {
        byte[] host = new byte[144], guest = new byte[128];
        BinaryPrimitives.WriteUInt64LittleEndian(host.AsSpan(16), 3);      // st_nlink
        BinaryPrimitives.WriteUInt32LittleEndian(host.AsSpan(24), 0x81a4); // st_mode
        BinaryPrimitives.WriteUInt64LittleEndian(host.AsSpan(56), 4096);   // st_blksize
        BinaryPrimitives.WriteUInt64LittleEndian(host.AsSpan(112), 999);   // st_ctime_nsec
        StructLayouts.Generic.Stat.ToGuest(host, guest);
        Assert.Equal(0x81a4u, BinaryPrimitives.ReadUInt32LittleEndian(guest.AsSpan(16)));
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32LittleEndian(guest.AsSpan(20)));
        Assert.Equal(4096u, BinaryPrimitives.ReadUInt32LittleEndian(guest.AsSpan(56)));
        Assert.Equal(999u, BinaryPrimitives.ReadUInt64LittleEndian(guest.AsSpan(112)));
    }

    private static StructLayout Find(string name) => StructLayouts.Generic.All.Single(layout => layout.Name == name);
}
