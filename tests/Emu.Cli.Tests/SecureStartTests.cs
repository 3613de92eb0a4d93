namespace Emu.Cli.Tests;

/// <summary>A process with rights that its caller has not (AT_SECURE): the caller has no say, and leaves no code.</summary>
public sealed class SecureStartTests : IDisposable
{
    private readonly SmallGuests guests = new();
    private readonly string emulator;

    public SecureStartTests()
    {
        emulator = Path.Combine(guests.Folder, "qemu-riscv64");
        File.Copy(EmulatorRun.Executable, emulator);
        Assert.Equal(0, EmulatorRun.Of("/bin/chmod", "755", guests.Folder).Status);
        // Another user than the one who runs the test, or a capability, makes the start a secure one.
        Assert.Equal(0, EmulatorRun.Of("/bin/sh", "-c", $"chown 65534 '{emulator}' && chmod 4755 '{emulator}'").Status);
    }

    public void Dispose() => guests.Dispose();

    [Fact]
    public void Variables_of_the_caller_say_nothing()
    {
        if (!Environment.IsPrivilegedProcess) return;
        EmulatorRun run = Run(
            "QEMU_STRACE=1 QEMU_LOG=nonsense QEMU_CPU=nonsense QEMU_LD_PREFIX=/nonexistent DOTNET_GCHeapHardLimit=0x1000 "
            + "EMU_ANYTHING=1", guests.Program);
        Assert.Equal(new EmulatorRun(0, "ok\n", ""), run);
    }

    [Fact]
    public void The_same_variables_count_for_a_caller_with_equal_rights()
    {
        Assert.Equal(0, EmulatorRun.Of("/bin/chmod", "0755", emulator).Status);
        Assert.Equal(1, Run("QEMU_LOG=nonsense", guests.Program).Status);
    }

    [Fact]
    public void No_code_is_kept_where_the_caller_says()
    {
        if (!Environment.IsPrivilegedProcess) return;
        string folder = Path.Combine(guests.Folder, "cache");
        Directory.CreateDirectory(folder);
        Assert.Equal(0, EmulatorRun.Of("/bin/chmod", "777", folder).Status);
        EmulatorRun run = Run(
            $"XDG_CACHE_HOME='{folder}' HOME='{folder}'", "-accel", $"aot,hot=1,wait=on,cache-dir={folder}/code",
            guests.Program);
        Assert.Equal(new EmulatorRun(0, "ok\n", ""), run);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    private EmulatorRun Run(string variables, params string[] arguments) => EmulatorRun.Of(
        "/bin/bash", ["-c", $"{variables} exec -a qemu-riscv64 '{emulator}' \"$@\"", "bash", .. arguments]);
}
