using Emu.Block;
using Emu.Block.Graph;
using Emu.Devices.Virtio;
using Emu.Host;

namespace Emu.Devices.Tests.Virtio;

/// <summary>Disks of a machine that is paused: by the user, or because the host has failed a request.</summary>
public sealed class DiskPauseTests
{
    private const int DiskSize = 1 << 20;
    private const byte Pattern = 0x5a, Ok = 0, IoError = 1;

    private readonly RecordingControl control = new();

    [Theory]
    [InlineData(BlockErrorPolicy.Stop, 5, true)]
    [InlineData(BlockErrorPolicy.Stop, 28, true)]
    [InlineData(BlockErrorPolicy.Enospc, 28, true)]
    [InlineData(BlockErrorPolicy.Enospc, 5, false)]
    [InlineData(BlockErrorPolicy.Auto, 28, true)]
    [InlineData(BlockErrorPolicy.Auto, 5, false)]
    [InlineData(BlockErrorPolicy.Report, 28, false)]
    public void A_write_that_fails_pauses_the_machine_or_is_reported(BlockErrorPolicy policy, int error, bool isPaused)
    {
        SlowNode node = new(DiskSize) { Failure = Failure(error) };
        using DiskDriver driver = new(node, configure: disk => (disk.WriteError, disk.Control) = (policy, control));
        if (!isPaused)
        {
            Assert.Equal(IoError, driver.Do(DiskDriver.Write, 0, new byte[512]));
            Assert.Empty(control.Requests);
            return;
        }

        driver.Submit(DiskDriver.Write, 0, Sector());
        driver.Driver.Kick();
        OnLoop(driver, () => { });
        Assert.StartsWith("pause drive 'test': a write failed: ", Assert.Single(control.Requests), StringComparison.Ordinal);
        Assert.Equal(0, driver.Ring.UsedIndex);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Requests_that_failed_are_tried_again_when_the_machine_goes_on(bool failsLater)
    {
        SlowNode node = new(DiskSize) { Holds = failsLater, Failure = failsLater ? null : Failure(28) };
        using DiskDriver driver = new(node, configure: disk => (disk.WriteError, disk.Control) = (BlockErrorPolicy.Enospc, control));
        int slot = driver.Submit(DiskDriver.Write, 2, Sector());
        driver.Driver.Kick();
        OnLoop(driver, () => { });
        if (failsLater) OnLoop(driver, () => node.Fail(Failure(28)));
        OnLoop(driver, () => { });
        driver.Driver.Loop.Run(driver.Disk.PauseAsync);
        Assert.Single(control.Requests);
        node.Failure = null;
        node.Holds = false;
        driver.Driver.Loop.Run(driver.Disk.ContinueAsync);
        Assert.Equal((3u * (uint)slot, 1u), driver.Ring.Take());
        Assert.Equal((Ok, Pattern), (driver.StatusOf(slot), node.Bytes[1024]));
    }

    [Fact]
    public void A_request_that_fails_again_pauses_again()
    {
        SlowNode node = new(DiskSize) { Failure = Failure(28) };
        using DiskDriver driver = new(node, configure: disk => disk.Control = control);
        driver.Submit(DiskDriver.Write, 0, Sector());
        driver.Driver.Kick();
        for (int turn = 1; turn <= 3; turn++)
        {
            OnLoop(driver, () => { });
            Assert.Equal(turn, control.Requests.Count);
            driver.Driver.Loop.Run(driver.Disk.PauseAsync);
            driver.Driver.Loop.Run(driver.Disk.ContinueAsync);
        }

        driver.Driver.Loop.Run(driver.Disk.PauseAsync);
        node.Failure = null;
        driver.Driver.Loop.Run(driver.Disk.ContinueAsync);
        driver.Ring.Take();
        Assert.Equal(Pattern, node.Bytes[0]);
    }

    [Fact]
    public void A_pause_waits_for_what_is_under_way_and_starts_nothing_new()
    {
        SlowNode node = new(DiskSize) { Holds = true };
        using DiskDriver driver = new(node);
        driver.Submit(DiskDriver.Write, 0, Sector());
        driver.Driver.Kick();
        OnLoop(driver, () => { });
        Thread pause = new(() => driver.Driver.Loop.Run(driver.Disk.PauseAsync));
        pause.Start();
        Assert.True(SpinWait.SpinUntil(() => IsDrained(driver), TimeSpan.FromSeconds(30)));
        driver.Submit(DiskDriver.Write, 1, Sector());
        driver.Driver.Kick();
        OnLoop(driver, () => { });
        Assert.True(pause.IsAlive);
        OnLoop(driver, node.Release);
        Assert.True(pause.Join(TimeSpan.FromSeconds(30)));
        OnLoop(driver, () => { });
        Assert.Equal(1, driver.Ring.UsedIndex);
        node.Holds = false;
        driver.Driver.Loop.Run(driver.Disk.ContinueAsync);
        driver.Ring.Take();
        driver.Ring.Take();
    }

    [Fact]
    public void A_failed_request_waits_for_a_drained_section_that_outlasts_the_pause()
    {
        SlowNode node = new(DiskSize) { Failure = Failure(28) };
        using DiskDriver driver = new(node, configure: disk => disk.Control = control);
        driver.Submit(DiskDriver.Write, 0, Sector());
        driver.Driver.Kick();
        OnLoop(driver, () => { });
        DrainedSection? other = null;
        driver.Driver.Loop.Run(async () => other = await driver.Backend.DrainAsync());
        driver.Driver.Loop.Run(driver.Disk.PauseAsync);
        node.Failure = null;
        driver.Driver.Loop.Run(driver.Disk.ContinueAsync);
        OnLoop(driver, () => Assert.Equal(0, node.Bytes[0]));
        driver.Driver.Loop.Run(other!.DisposeAsync);
        driver.Ring.Take();
        Assert.Equal(Pattern, node.Bytes[0]);
    }

    [Fact]
    public void A_reset_forgets_requests_that_wait_for_the_machine_to_go_on()
    {
        SlowNode node = new(DiskSize) { Failure = Failure(28) };
        using DiskDriver driver = new(node, configure: disk => disk.Control = control);
        driver.Submit(DiskDriver.Write, 0, Sector());
        driver.Driver.Kick();
        OnLoop(driver, () => { });
        driver.Driver.Write(0x70, 0);
        node.Failure = null;
        driver.Driver.Loop.Run(driver.Disk.PauseAsync);
        driver.Driver.Loop.Run(driver.Disk.ContinueAsync);
        OnLoop(driver, () => { });
        Assert.Equal(0, node.Bytes[0]);
    }

    private static bool IsDrained(DiskDriver driver)
    {
        bool isDrained = false;
        OnLoop(driver, () => isDrained = driver.Backend.IsDrained);
        return isDrained;
    }

    private static BlockException Failure(int number) => BlockException.OfHost(new HostError(number));

    private static byte[] Sector()
    {
        byte[] sector = new byte[512];
        Array.Fill(sector, Pattern);
        return sector;
    }

    private static void OnLoop(DiskDriver driver, Action act)
    {
        for (int turn = 0; turn < 3; turn++) driver.Driver.Loop.Run(() => default);
        driver.Driver.Loop.Run(() =>
        {
            act();
            return default;
        });
        for (int turn = 0; turn < 3; turn++) driver.Driver.Loop.Run(() => default);
    }
}
