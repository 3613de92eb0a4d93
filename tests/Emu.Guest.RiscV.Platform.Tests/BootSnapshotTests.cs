using System.Runtime.Versioning;
using Emu.CacheFormat.SavedState;
using Emu.Core.Memory;
using Emu.Engine;
using Emu.Engine.Cache;
using Emu.Guest.RiscV.Boards;
using Emu.Host;
using Emu.Machine;
using Emu.Machine.Boot;
using Emu.Model.State;
using Emu.Testing;
using Emu.Testing.Machines;
using Microsoft.Win32.SafeHandles;
using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Guest.RiscV.Platform.Tests;

/// <summary>Machines that begin where an earlier boot was kept.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BootSnapshotTests : IDisposable
{
    private const ulong Gate = 0x8040_0000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("emu-boots-");
    private readonly TemporaryFile kernel = new(
        new ElfBuilder() { Entry = GuestRun.Start }.Segment(GuestRun.Start, Booting().ToArray(), 0x10000).Build());

    private string[] Kept => Directory.GetFiles(folder.FullName, "*" + StateLayout.Extension);

    public void Dispose()
    {
        kernel.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_boot_that_was_kept_is_not_made_again()
    {
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto));
        string kept = Assert.Single(Kept);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
        byte[] before = File.ReadAllBytes(kept);
        Assert.Equal("0", Boot(BootSnapshotMode.Auto));
        Assert.Equal("0", Boot(BootSnapshotMode.Require));
        // The machines have written to their memory, not to the file.
        Assert.Equal(before, File.ReadAllBytes(kept));
        Assert.Equal("ready0", Boot(BootSnapshotMode.Save));
        Assert.Equal(kept, Assert.Single(Kept));
    }

    [Fact]
    public void A_boot_of_anything_else_is_made()
    {
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto));
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto, options => options with { MemorySize = 64 << 20 }));
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto, options => options with { CpuCount = 3 }));
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto, options => options with { Boot = options.Boot with { CommandLine = "quiet" } }));
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto, settings: "-device other\n"));
        Assert.Equal(5, Kept.Length);
        File.AppendAllText(kernel.Path, "x");
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto));
        Assert.Equal(6, Kept.Length);
    }

    [Fact]
    public void The_digest_of_a_file_that_has_not_changed_is_remembered()
    {
        // A file that is old enough for that.
        string ramdisk = typeof(BootSnapshotTests).Assembly.Location;
        using (SafeFileHandle file = File.OpenHandle(ramdisk))
        {
            if (FileIdentity.Of(file) is not { } identity || !identity.IsSettledAt(DateTime.UtcNow)) return;
        }

        Func<MachineOptions, MachineOptions> change = options => options with { Boot = options.Boot with { InitialRamdiskPath = ramdisk } };
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto, change));
        string known = Path.Combine(folder.FullName, KnownImages.FileName);
        string digest = File.ReadAllLines(known)[1].Split(' ')[^1];
        Assert.Equal("0", Boot(BootSnapshotMode.Auto, change));
        File.WriteAllText(known, File.ReadAllText(known).Replace(digest, new string('0', 64), StringComparison.Ordinal));
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto, change));
        File.Delete(known);
        Assert.Equal("0", Boot(BootSnapshotMode.Auto, change));
    }

    [Fact]
    public void A_snapshot_that_is_not_sound_is_none()
    {
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto));
        string kept = Assert.Single(Kept);
        byte[] whole = File.ReadAllBytes(kept);
        foreach (int length in new[] { 0, 100, 700, whole.Length - 4096 })
        {
            File.WriteAllBytes(kept, whole[..length]);
            Assert.ThrowsAny<StateFileException>(() => Boot(BootSnapshotMode.Require));
            Assert.Equal("ready0", Boot(BootSnapshotMode.Auto));
            Assert.Equal("0", Boot(BootSnapshotMode.Require));
        }
    }

    [Fact]
    public void A_snapshot_under_the_name_of_another_boot_is_not_used()
    {
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto));
        string first = Assert.Single(Kept);
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto, settings: "-device other\n"));
        string other = Assert.Single(Kept, name => name != first);
        File.Copy(first, other, overwrite: true);
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto, settings: "-device other\n"));
    }

    [Fact]
    public void What_others_may_write_to_is_not_used()
    {
        Assert.Equal("ready0", Boot(BootSnapshotMode.Auto));
        File.SetUnixFileMode(Assert.Single(Kept), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        StateException refused = Assert.Throws<StateException>(() => Boot(BootSnapshotMode.Require));
        Assert.Contains("can be written by other users", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_boot_that_must_be_kept_already_and_is_not_ends_the_emulator() => Assert.Equal(
        "-boot-snapshot: there is no snapshot of this boot; make one with -boot-snapshot auto",
        Assert.Throws<StateException>(() => Boot(BootSnapshotMode.Require)).Message);

    [Fact]
    public void A_boot_is_kept_when_its_time_has_come_or_the_user_says_so()
    {
        BootSnapshotOptions timed = Options(BootSnapshotMode.Auto) with { Moment = "time:0.01", ConsoleText = null, Delay = TimeSpan.FromMilliseconds(10) };
        Boot(options => options with { BootSnapshot = timed });
        Assert.Single(Kept);
        BootSnapshotOptions asked = Options(BootSnapshotMode.Auto) with { Moment = "monitor", ConsoleText = null };
        Boot(options => options with { BootSnapshot = asked }, machine => machine.TakeBootSnapshot());
        Assert.Equal(2, Kept.Length);
    }

    /// <summary>Says that it is ready, waits until the host lets it go on, and ends.</summary>
    private static GuestCode Booting()
    {
        GuestCode code = new();
        code.LoadConstant(S0, 0x1000_0000);
        foreach (char letter in "ready") code.Add(Addi(T1, Zero, letter), Sb(T1, 0, S0));
        code.LoadAddress(T0, Gate);
        code.Add(Ld(T1, 0, T0), Beq(T1, Zero, -4), Sd(T0, 64, T0));
        code.Add(Addi(T1, Zero, '0'), Sb(T1, 0, S0));
        code.Finish(0x5555);
        return code;
    }

    private BootSnapshotOptions Options(BootSnapshotMode mode, string settings = "") => new()
    {
        Mode = mode,
        Moment = "console:ready",
        ConsoleText = "ready",
        Directory = folder.FullName,
        Settings = settings,
    };

    private string Boot(BootSnapshotMode mode, Func<MachineOptions, MachineOptions>? change = null, string settings = "") =>
        Boot(options => (change?.Invoke(options) ?? options) with { BootSnapshot = Options(mode, settings) });

    /// <summary>Runs the machine to its end; returns what it has printed.</summary>
    private string Boot(Func<MachineOptions, MachineOptions> change, Action<Emu.Machine.Machine>? meanwhile = null)
    {
        RecordingBackend serial = new();
        MachineOptions options = change(new MachineOptions()
        {
            CpuCount = 2,
            MemorySize = 32 << 20,
            Accel = AccelOptions.Default with { Kind = AccelKind.Interpreter },
            Boot = new BootOptions() { KernelPath = kernel.Path },
        });
        using Emu.Machine.Machine machine = new(VirtBoard.Board, options, (_, _) => serial);
        Task<int> run = Task.Run(machine.Run);
        if (serial.Text.Length == 0) SpinWait.SpinUntil(() => serial.Text.Length != 0 || machine.HasBegunWithSnapshot || run.IsCompleted, Patience);
        meanwhile?.Invoke(machine);
        if (!machine.HasBegunWithSnapshot) SpinWait.SpinUntil(() => machine.HasKeptBoot || run.IsCompleted, Patience);
        while (!run.IsCompleted)
        {
            // What is written before the snapshot's memory is there is lost.
            BitConverter.TryWriteBytes(machine.Memory.Memory(new PhysicalAddress(Gate), sizeof(ulong)), 1ul);
            ((IAsyncResult)run).AsyncWaitHandle.WaitOne(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(0, run.GetAwaiter().GetResult());
        return serial.Text;
    }
}
