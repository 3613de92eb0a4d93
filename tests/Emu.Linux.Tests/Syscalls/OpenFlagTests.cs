using Emu.Guest.RiscV.Linux;
using Emu.Linux.Abi;
using static Emu.Linux.Tests.Syscalls.GuestCaller;

namespace Emu.Linux.Tests.Syscalls;

/// <summary>Flags of <c>open</c> on an architecture whose numbers are not the generic ones: those of arm64.</summary>
public sealed class OpenFlagTests : IDisposable
{
    private const ulong Directory = 0x4000, NoFollow = 0x8000, Direct = 0x1_0000, LargeFile = 0x2_0000;
    private const ulong GenericDirectory = 0x1_0000, GenericNoFollow = 0x2_0000, GenericDirect = 0x4000;
    private const ulong GenericLargeFile = 0x8000;
    private const ulong GetFlags = 3, SetFlags = 4, NonBlocking = 0x800;

    private static readonly OpenFlagMap map = new(
        (Directory, GenericDirectory), (NoFollow, GenericNoFollow), (Direct, GenericDirect), (LargeFile, GenericLargeFile));

    private readonly GuestCaller guest = new(abi: RiscVLinux.Abi with { OpenFlags = map });

    public void Dispose() => guest.Dispose();

    [Theory]
    [InlineData(Directory, GenericDirectory)]
    [InlineData(Directory | LargeFile, GenericDirectory | GenericLargeFile)]
    [InlineData(NoFollow | Direct | 0x80042, GenericNoFollow | GenericDirect | 0x80042)]
    [InlineData(0x80042, 0x80042)]
    public void Each_flag_has_a_form_on_both_sides(ulong own, ulong generic)
    {
        Assert.Equal(generic, map.ToGeneric(own));
        Assert.Equal(own, map.ToGuest(generic));
    }

    [Theory]
    [InlineData("openat")]
    [InlineData("openat2")]
    public void A_file_is_no_directory(string call)
    {
        Assert.Equal(-Errno.NotDirectory, Open(call, "/etc/hostname", Directory));
        long folder = Open(call, "/etc", Directory);
        Assert.True(folder >= 0);
        Assert.Equal(0, guest.Call("close", (ulong)folder));
    }

    [Fact]
    public void The_flags_of_an_open_file_are_the_guests()
    {
        long folder = Open("openat", "/etc", Directory | NonBlocking);
        ulong flags = (ulong)guest.Call("fcntl", (ulong)folder, GetFlags);
        Assert.Equal(Directory | NonBlocking, flags & (Directory | NonBlocking | GenericDirectory));
        Assert.Equal(0, guest.Call("fcntl", (ulong)folder, SetFlags, 0));
        Assert.Equal(0ul, (ulong)guest.Call("fcntl", (ulong)folder, GetFlags) & NonBlocking);
        Assert.Equal(0, guest.Call("close", (ulong)folder));
    }

    [Fact]
    public void The_flags_in_proc_are_the_guests()
    {
        long folder = Open("openat", "/etc", Directory | NonBlocking), text = Open("openat", $"/proc/self/fdinfo/{folder}", 0);
        ulong buffer = guest.Allocate(4096);
        long length = guest.Call("read", (ulong)text, buffer, 4096);
        string line = guest.Text(buffer, length).Split('\n').Single(line => line.StartsWith("flags:\t", StringComparison.Ordinal));
        Assert.Equal(Directory | NonBlocking, Convert.ToUInt64(line[7..], 8) & (Directory | NonBlocking | GenericDirectory));
        Assert.Equal(0, guest.Call("close", (ulong)text));
        Assert.Equal(0, guest.Call("close", (ulong)folder));
    }

    [Fact]
    public void A_pipe_of_packets_is_asked_for_by_the_guests_flag()
    {
        ulong pair = guest.Allocate(8);
        Assert.Equal(0, guest.Call("pipe2", pair, Direct));
        ulong writer = guest.Value<uint>(pair + 4);
        Assert.Equal(Direct, (ulong)guest.Call("fcntl", writer, GetFlags) & Direct);
        Assert.Equal(0, guest.Call("close", guest.Value<uint>(pair)));
        Assert.Equal(0, guest.Call("close", writer));
    }

    [Fact]
    public void The_trace_names_the_guests_flags() => Assert.Equal(
        "openat(AT_FDCWD,\"/etc\",O_RDONLY|O_DIRECTORY,00)",
        guest.Trace("openat", CurrentFolder, guest.Place("/etc"), Directory));

    private long Open(string call, string path, ulong flags) => call == "openat"
        ? guest.Call(call, CurrentFolder, guest.Place(path), flags, 0)
        : guest.Call(call, CurrentFolder, guest.Place(path), guest.Place(flags, 0, 0), 24);
}
