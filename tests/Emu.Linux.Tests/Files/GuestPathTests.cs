using System.Text;
using Emu.Linux.Abi;
using Emu.Linux.Files;
using Emu.Linux.Tests.Syscalls;
using static Emu.Linux.Tests.Syscalls.GuestCaller;

namespace Emu.Linux.Tests.Files;

public sealed class GuestPathTests : IDisposable
{
    private readonly DirectoryInfo sysroot = Directory.CreateTempSubdirectory("emu-sysroot-");
    private readonly GuestCaller guest;

    public GuestPathTests()
    {
        Directory.CreateDirectory(Path.Combine(sysroot.FullName, "etc"));
        File.WriteAllText(Path.Combine(sysroot.FullName, "etc/only-below"), "below");
        guest = new GuestCaller(Options("prog", "arg") with { Sysroot = sysroot.FullName });
        guest.Process.ProgramPath = "/etc/hostname"u8.ToArray();
        guest.Process.AuxiliaryVector = [1, 2, 3];
    }

    public void Dispose()
    {
        guest.Dispose();
        sysroot.Delete(recursive: true);
    }

    [Theory]
    [InlineData("/proc/self/exe", 0, 0, "exe", "")]
    [InlineData("/proc/thread-self/maps", 0, 0, "maps", "")]
    [InlineData("/proc/123/exe", 123, 0, "exe", "")]
    [InlineData("//proc/./self//exe", 0, 0, "exe", "")]
    [InlineData("/proc/self/task/55/stat", 0, 55, "stat", "")]
    [InlineData("/proc/self/task", 0, 0, "task", "")]
    [InlineData("/proc/self/fd/3", 0, 0, "fd", "3")]
    [InlineData("/proc/77", 77, 0, "", "")]
    public void Names_of_a_process_in_proc_are_taken_apart(string path, int owner, int task, string entry, string item)
    {
        Assert.True(ProcPath.TryParse(Encoding.UTF8.GetBytes(path), out ProcName name));
        Assert.Equal(
            (owner, task, entry, item),
            (name.Owner, name.Task, Encoding.UTF8.GetString(name.Entry), Encoding.UTF8.GetString(name.Item)));
    }

    [Theory]
    [InlineData("/proc/123x/exe")]
    [InlineData("/proc/self/../self/exe")]
    [InlineData("/proc/self/task/../exe")]
    [InlineData("/procself/exe")]
    [InlineData("proc/self/exe")]
    [InlineData("")]
    public void Other_names_are_not(string path) =>
        Assert.False(ProcPath.TryParse(Encoding.UTF8.GetBytes(path), out _));

    [Fact]
    public void A_path_from_a_folder_in_proc_is_as_good_as_an_absolute_one()
    {
        long folder = guest.Call("openat", CurrentFolder, guest.Place("/proc/self"), 0x10000);
        Assert.Equal("prog\0arg\0", Read("cmdline", (ulong)folder));
        ulong path = guest.Place("./exe"), buffer = guest.Allocate(64);
        Assert.Equal(13, guest.Call("readlinkat", (ulong)folder, path, buffer, 64));
        guest.Call("close", (ulong)folder);
    }

    [Fact]
    public void What_exists_below_the_sysroot_is_meant_there()
    {
        Assert.Equal("below", Read("/etc/only-below"));
        ulong path = guest.Place("/etc/only-below");
        Assert.Equal(0, guest.Call("faccessat", CurrentFolder, path, 4));
        Assert.Equal(0, guest.Call("newfstatat", CurrentFolder, path, guest.Allocate(128), 0));
    }

    [Fact]
    public void What_does_not_exist_there_is_the_hosts() =>
        Assert.Equal(File.ReadAllText("/etc/passwd")[..8], Read("/etc/passwd")[..8]);

    [Fact]
    public void A_relative_path_is_not_looked_up_there() =>
        Assert.Equal(-Errno.NoEntry, guest.Call("openat", CurrentFolder, guest.Place("etc/only-below"), 0));

    [Fact]
    public void The_link_to_the_program_names_the_guests()
    {
        ulong path = guest.Place("/proc/self/exe"), buffer = guest.Allocate(64);
        Assert.Equal(13, guest.Call("readlinkat", CurrentFolder, path, buffer, 64));
        Assert.Equal("/etc/hostname", guest.Text(buffer, 13));
        Assert.Equal(4, guest.Call("readlinkat", CurrentFolder, path, buffer, 4));
        Assert.Equal(-Errno.InvalidArgument, guest.Call("readlinkat", CurrentFolder, path, buffer, 0));
        Assert.Equal(-Errno.BadAddress, guest.Call("readlinkat", CurrentFolder, path, BeyondUserSpace, 4));
        Assert.Equal(File.ReadAllText("/etc/hostname"), Read("/proc/self/exe"));
    }

    [Fact]
    public void Files_of_the_process_tell_of_the_guest()
    {
        Assert.Equal("prog\0arg\0", Read("/proc/self/cmdline"));
        Assert.Equal("\x1\x2\x3", Read($"/proc/{Environment.ProcessId}/auxv"));
        Assert.Contains("rw-p", Read("/proc/self/maps"), StringComparison.Ordinal);
        Assert.DoesNotContain("libcoreclr", Read("/proc/self/maps"), StringComparison.Ordinal);
        Assert.StartsWith("processor\t: 0\nhart\t\t: 0\nisa\t\t: rv64", Read("/proc/cpuinfo"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_status_line_has_the_guests_stack()
    {
        guest.Process.StackStart = 0x7fff0000;
        string[] fields = Read("/proc/self/stat").Split(' ');
        Assert.Equal(0x7fff0000.ToString(), fields[27]);
    }

    [Fact]
    public void They_cannot_be_written() => Assert.Equal(
        -Errno.AccessDenied, guest.Call("openat", CurrentFolder, guest.Place("/proc/self/cmdline"), 1));

    private string Read(string path, ulong folder = CurrentFolder)
    {
        long file = guest.Call("openat", folder, guest.Place(path), 0);
        Assert.True(file >= 0, $"{path}: {file}");
        ulong buffer = guest.Allocate(8192);
        long length = guest.Call("read", (ulong)file, buffer, 8192);
        guest.Call("close", (ulong)file);
        return guest.Text(buffer, length);
    }
}
