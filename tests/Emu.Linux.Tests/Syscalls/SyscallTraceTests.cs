using Emu.Linux.Syscalls;
using static Emu.Linux.Tests.Syscalls.GuestCaller;

namespace Emu.Linux.Tests.Syscalls;

public sealed class SyscallTraceTests : IDisposable
{
    private readonly GuestCaller guest = new();

    public void Dispose() => guest.Dispose();

    [Fact]
    public void Paths_flags_and_modes_are_readable() => Assert.Equal(
        "openat(AT_FDCWD,\"/tmp/x y\",O_RDWR|O_CREAT,0644)",
        guest.Trace("openat", CurrentFolder, guest.Place("/tmp/x y"), 0x42, 0x1a4));

    [Fact]
    public void An_access_mode_of_zero_has_a_name() => Assert.Equal(
        "openat(AT_FDCWD,\"a\",O_RDONLY|O_CLOEXEC,00)",
        guest.Trace("openat", CurrentFolder, guest.Place("a"), 0x80000));

    [Fact]
    public void Numbers_pointers_and_null_are_told_apart() => Assert.Equal(
        "read(-1,0x0000000000001234,18446744073709551615)",
        guest.Trace("read", uint.MaxValue, 0x1234, ulong.MaxValue));

    [Fact]
    public void Times_are_taken_apart() => Assert.Equal(
        "clock_nanosleep(CLOCK_MONOTONIC,0,{tv_sec = 2,tv_nsec = 5},NULL)",
        guest.Trace("clock_nanosleep", 1, 0, guest.Place(2, 5), 0));

    [Fact]
    public void Protections_are_named_in_calls_of_memory() => Assert.Equal(
        "mprotect(0x0000000000071000,16384,PROT_READ)", guest.Trace("mprotect", 0x71000, 16384, 1));

    [Fact]
    public void A_path_that_cannot_be_read_is_an_address() => Assert.Equal(
        "chdir(0x4000000000000000)", guest.Trace("chdir", BeyondUserSpace));

    [Theory]
    [InlineData("read", 5, " = 5")]
    [InlineData("brk", 0x7d000, " = 0x000000000007d000")]
    [InlineData("close", -9, " = -1 errno=9 (Bad file descriptor)")]
    [InlineData("lseek", -5000, " = -5000")]
    public void Results_are_numbers_addresses_or_errors(string name, long result, string text) =>
        Assert.Equal(text, SyscallTrace.Result(guest.Table.Rows.Single(row => row.Name == name), result));
}
