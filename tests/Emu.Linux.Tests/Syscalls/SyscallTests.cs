using Emu.Linux.Abi;
using Emu.Linux.Syscalls;
using static Emu.Linux.Tests.Syscalls.GuestCaller;

namespace Emu.Linux.Tests.Syscalls;

public sealed class SyscallTests : IDisposable
{
    private readonly GuestCaller guest = new(Options() with { UnameRelease = "6.1.0" });

    public void Dispose() => guest.Dispose();

    [Fact]
    public void What_is_written_into_a_pipe_is_read_from_it()
    {
        (ulong reader, ulong writer) = Pipe();
        ulong buffer = guest.Allocate(16);
        Assert.Equal(5, guest.Call("write", writer, guest.Place("hello"), 5));
        Assert.Equal(5, guest.Call("read", reader, buffer, 16));
        Assert.Equal("hello", guest.Text(buffer, 5));
        Close(reader, writer);
    }

    [Fact]
    public void Vectors_point_to_guest_memory()
    {
        (ulong reader, ulong writer) = Pipe();
        ulong first = guest.Allocate(4), second = guest.Allocate(8);
        Assert.Equal(6, guest.Call("writev", writer, guest.Place(guest.Place("abc"), 3, guest.Place("def"), 3), 2));
        Assert.Equal(6, guest.Call("readv", reader, guest.Place(first, 2, second, 8), 2));
        Assert.Equal(("ab", "cdef"), (guest.Text(first, 2), guest.Text(second, 4)));
        Close(reader, writer);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("readv")]
    [InlineData("writev")]
    [InlineData("sendmsg")]
    [InlineData("recvmsg")]
    [InlineData("fstat")]
    public void A_bad_descriptor_is_found_before_a_bad_pointer(string name) =>
        Assert.Equal(-Errno.BadDescriptor, guest.Call(name, 987, BeyondUserSpace, 1));

    [Fact]
    public void A_bad_pointer_is_EFAULT_and_touches_nothing()
    {
        (ulong reader, ulong writer) = Pipe();
        Assert.Equal(-Errno.BadAddress, guest.Call("write", writer, BeyondUserSpace, 4));
        Assert.Equal(-Errno.BadAddress, guest.Call("write", writer, 0, 4));
        Assert.Equal(-Errno.BadAddress, guest.Call("write", writer, guest.Memory.Limit - 2, 4));
        Assert.Equal(-Errno.BadAddress, guest.Call("fstat", writer, BeyondUserSpace));
        Assert.Equal(-Errno.BadAddress, guest.Call("openat", CurrentFolder, BeyondUserSpace, 0));
        Assert.Equal(-Errno.BadAddress, guest.Call("uname", BeyondUserSpace));
        Assert.Equal(-Errno.BadAddress, guest.Call("readv", reader, guest.Place(BeyondUserSpace, 8), 1));
        Close(reader, writer);
    }

    [Fact]
    public void Huge_counts_are_refused_and_nothing_is_allocated()
    {
        (ulong reader, ulong writer) = Pipe();
        ulong some = guest.Allocate(16);
        Assert.Equal(-Errno.InvalidArgument, guest.Call("readv", reader, some, ulong.MaxValue));
        Assert.Equal(-Errno.InvalidArgument, guest.Call("writev", writer, some, 1025));
        Assert.Equal(-Errno.InvalidArgument, guest.Call("epoll_pwait", reader, some, ulong.MaxValue));
        Assert.Equal(
            -Errno.InvalidArgument, guest.Call("process_vm_readv", 1, some, ulong.MaxValue, some, ulong.MaxValue));
        Close(reader, writer);
    }

    [Fact]
    public void A_buffer_may_be_said_to_be_longer_than_user_space_when_the_result_is_short()
    {
        ulong path = guest.Allocate(4096);
        long length = guest.Call("getcwd", path, long.MaxValue);
        Assert.Equal(Environment.CurrentDirectory + "\0", guest.Text(path, length));
    }

    [Fact]
    public void Stat_has_the_generic_layout()
    {
        ulong status = guest.Allocate(128), path = guest.Place("/dev/null");
        Assert.Equal(0, guest.Call("newfstatat", CurrentFolder, path, status, 0));
        Assert.Equal(0x2000u, guest.Value<uint>(status + 16) & 0xf000);
        Assert.Equal(1u, guest.Value<uint>(status + 20));
        Assert.Equal(0x103ul, guest.Value<ulong>(status + 32));
        Assert.Equal(4096, guest.Value<int>(status + 56));
    }

    [Fact]
    public void Epoll_events_are_sixteen_bytes()
    {
        (ulong reader, ulong writer) = Pipe();
        var poll = (ulong)guest.Call("epoll_create1", 0);
        ulong interest = guest.Place(1, 0x1122334455667788), events = guest.Allocate(64);
        Assert.Equal(0, guest.Call("epoll_ctl", poll, 1, reader, interest));
        Assert.Equal(1, guest.Call("write", writer, guest.Place("x"), 1));
        Assert.Equal(1, guest.Call("epoll_pwait", poll, events, 4, 0, 0, 8));
        Assert.Equal(1u, guest.Value<uint>(events));
        Assert.Equal(0x1122334455667788ul, guest.Value<ulong>(events + 8));
        Close(reader, writer, poll);
    }

    [Fact]
    public void Messages_carry_data_and_descriptors()
    {
        ulong pair = guest.Allocate(8);
        Assert.Equal(0, guest.Call("socketpair", 1, 1, 0, pair));
        ulong left = guest.Value<uint>(pair), right = guest.Value<uint>(pair + 4);
        // One control message: its length, SOL_SOCKET and SCM_RIGHTS, a descriptor.
        ulong control = guest.Place(20, 1 | 1ul << 32, 2), vectors = guest.Place(guest.Place("data"), 4);
        Assert.Equal(4, guest.Call("sendmsg", left, guest.Place(0, 0, vectors, 1, control, 24, 0), 0));
        ulong buffer = guest.Allocate(8), received = guest.Allocate(64);
        ulong header = guest.Place(0, 0, guest.Place(buffer, 8), 1, received, 64, 0);
        Assert.Equal(4, guest.Call("recvmsg", right, header, 0));
        Assert.Equal("data", guest.Text(buffer, 4));
        Assert.Equal(24ul, guest.Value<ulong>(header + 40));
        Assert.Equal(20ul, guest.Value<ulong>(received));
        Close(left, right, guest.Value<uint>(received + 16));
    }

    [Fact]
    public void Many_messages_are_received_at_once()
    {
        ulong pair = guest.Allocate(8);
        Assert.Equal(0, guest.Call("socketpair", 1, 2, 0, pair));
        ulong left = guest.Value<uint>(pair), right = guest.Value<uint>(pair + 4);
        ulong first = guest.Place(guest.Place("one"), 3), second = guest.Place(guest.Place("four"), 4);
        ulong sent = guest.Place([0, 0, first, 1, 0, 0, 0, 0, 0, 0, second, 1, 0, 0, 0, 0]);
        Assert.Equal(2, guest.Call("sendmmsg", left, sent, 2, 0));
        Assert.Equal((3, 4), (guest.Value<int>(sent + 56), guest.Value<int>(sent + 120)));
        ulong a = guest.Allocate(8), b = guest.Allocate(8);
        ulong headers = guest.Place(
            [0, 0, guest.Place(a, 8), 1, 0, 0, 0, 0, 0, 0, guest.Place(b, 8), 1, 0, 0, 0, 0]);
        Assert.Equal(2, guest.Call("recvmmsg", right, headers, 2, 0, 0));
        Assert.Equal(("one", "four"), (guest.Text(a, 3), guest.Text(b, 4)));
        Close(left, right);
    }

    [Fact]
    public void Uname_tells_of_a_RISC_V_machine()
    {
        ulong name = guest.Allocate(390);
        Assert.Equal(0, guest.Call("uname", name));
        Assert.Equal("Linux\0", guest.Text(name, 6));
        Assert.Equal("6.1.0\0", guest.Text(name + 130, 6));
        Assert.Equal("riscv64\0", guest.Text(name + 260, 8));
    }

    [Fact]
    public void Limits_of_memory_are_the_guests_alone()
    {
        const ulong addressSpace = 9;
        ulong old = guest.Allocate(16);
        Assert.Equal(0, guest.Call("prlimit64", 0, addressSpace, guest.Place(1 << 20, 1 << 21), 0));
        Assert.Equal(0, guest.Call("getrlimit", addressSpace, old));
        Assert.Equal((1ul << 20, 1ul << 21), (guest.Value<ulong>(old), guest.Value<ulong>(old + 8)));
        Assert.Equal(-Errno.InvalidArgument, guest.Call("setrlimit", addressSpace, guest.Place(2, 1)));
    }

    [Fact]
    public void Semaphore_sets_have_the_generic_layout()
    {
        long set = guest.Call("semget", 0, 3, 0x380);
        Assert.True(set >= 0);
        ulong status = guest.Allocate(88);
        Assert.Equal(0, guest.Call("semctl", (ulong)set, 0, 2, status));
        Assert.Equal(3ul, guest.Value<ulong>(status + 64));
        Assert.Equal(0, guest.Call("semctl", (ulong)set, 1, 16, 7));
        Assert.Equal(7, guest.Call("semctl", (ulong)set, 1, 12, 0));
        Assert.Equal(0, guest.Call("semctl", (ulong)set, 0, 0, 0));
    }

    [Fact]
    public void Calls_that_would_change_the_emulator_are_refused()
    {
        Assert.Equal(-Errno.InvalidArgument, guest.Call("prctl", 35, 1, 4096));
        Assert.Equal(-Errno.InvalidArgument, guest.Call("seccomp", 0));
        Assert.Equal(-Errno.NotImplemented, guest.Call("io_uring_setup", 8, guest.Allocate(128)));
    }

    [Fact]
    public void A_call_without_a_row_is_ENOSYS() =>
        Assert.Equal(-Errno.NotImplemented, SyscallDispatcher.Invoke(guest.Thread, guest.Table.Find(300)));

    [Fact]
    public void Select_and_poll_wait_for_the_right_descriptor()
    {
        (ulong reader, ulong writer) = Pipe();
        const int bits = 64, words = 16;
        ulong read = guest.Allocate(words * sizeof(ulong)), time = guest.Place(0, 0);
        Assert.True(reader < bits * words);
        guest.Bytes(read, words * sizeof(ulong))[(int)reader / 8] = (byte)(1 << (int)(reader % 8));
        Assert.Equal(0, guest.Call("pselect6", reader + 1, read, 0, 0, time, 0));
        Assert.Equal(1, guest.Call("write", writer, guest.Place("x"), 1));
        ulong entry = guest.Place(reader | 1ul << 32);
        Assert.Equal(1, guest.Call("ppoll", entry, 1, guest.Place(0, 0), 0, 8));
        Assert.Equal(1, guest.Value<short>(entry + 6));
        Close(reader, writer);
    }

    private (ulong Reader, ulong Writer) Pipe()
    {
        ulong pair = guest.Allocate(8);
        Assert.Equal(0, guest.Call("pipe2", pair, 0));
        return (guest.Value<uint>(pair), guest.Value<uint>(pair + 4));
    }

    private void Close(params ulong[] descriptors)
    {
        foreach (ulong descriptor in descriptors) Assert.Equal(0, guest.Call("close", descriptor));
    }
}
