using System.Buffers.Binary;
using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

/// <summary>The balloon's statistics queue, with drivers that keep to the specification and with others.</summary>
public sealed class VirtioBalloonTests : IDisposable
{
    private const uint Statistics = 2;
    private const ulong Buffers = MmioDriver.Ram + 0x10_0000;
    private const ushort RingSize = 16;

    private readonly VirtioBalloon balloon = new();
    private readonly MmioDriver driver;
    private GuestRing ring;

    public VirtioBalloonTests()
    {
        driver = new MmioDriver(balloon, isLegacy: false);
        ring = Begin();
    }

    public void Dispose() => driver.Dispose();

    [Fact]
    public void What_the_guest_says_is_kept_and_its_buffer_too()
    {
        Offer(0, (4, 1000), (5, 2000), (9, 3), (500, 7));
        OnLoop(() => Assert.Equal(
            BalloonStatistics.None with { FreeBytes = 1000, TotalBytes = 2000, HugePageFailures = 3 },
            balloon.Statistics with { Nanoseconds = 0 }));
        Assert.Equal(0, ring.UsedIndex);
    }

    [Fact]
    public void A_statistic_that_is_no_longer_told_is_no_longer_known()
    {
        Offer(0, (4, 1000));
        OnLoop(() => Assert.Equal(1000ul, balloon.Statistics.FreeBytes));
        driver.Loop.Run(balloon.PauseAsync);
        driver.Loop.Run(balloon.ContinueAsync);
        Assert.Equal((0u, 0u), ring.Take());
        Offer(1, (5, 2000));
        OnLoop(() => Assert.Equal((null, 2000ul), (balloon.Statistics.FreeBytes, balloon.Statistics.TotalBytes)));
    }

    [Fact]
    public void The_guest_is_asked_again_and_again_when_the_interval_says_so()
    {
        balloon.PollingInterval = 1;
        for (ushort turn = 0; turn < 2; turn++)
        {
            Offer(turn, (4, turn));
            Assert.Equal(((uint)turn, 0u), ring.Take());
        }
    }

    [Fact]
    public void A_driver_that_offers_a_second_buffer_gets_the_first_back_and_the_second_counts()
    {
        Offer(0, (4, 1));
        Offer(1, (4, 2));
        OnLoop(() => Assert.Equal(2ul, balloon.Statistics.FreeBytes));
        Assert.Equal((0u, 0u), ring.Take());
        Assert.Equal(1, ring.UsedIndex);
    }

    [Fact]
    public void Buffers_that_are_empty_cut_or_endless_do_no_harm()
    {
        ring.SetDescriptor(0, Buffers, 0);
        Kick(0);
        ring.SetDescriptor(1, Buffers, 9);
        Kick(1);
        ring.SetDescriptor(2, Buffers, 1 << 20);
        Kick(2);
        ring.SetDescriptor(3, Buffers, 64, GuestRing.Write);
        Kick(3);
        Offer(4, (6, 77));
        OnLoop(() => Assert.Equal(77ul, balloon.Statistics.AvailableBytes));
        for (uint head = 0; head < 4; head++) Assert.Equal(head, ring.Take().Head);
    }

    [Fact]
    public void A_reset_forgets_the_buffer_and_the_next_driver_starts_anew()
    {
        Offer(0, (4, 1));
        OnLoop(() => { });
        ring = Begin();
        Offer(0, (4, 2));
        OnLoop(() => Assert.Equal(2ul, balloon.Statistics.FreeBytes));
        Assert.Equal(0, ring.UsedIndex);
    }

    [Fact]
    public void A_pause_returns_the_buffer_so_that_a_saved_machine_has_none()
    {
        Offer(0, (4, 1));
        OnLoop(() => { });
        driver.Loop.Run(balloon.PauseAsync);
        Assert.Equal((0u, 0u), ring.Take());
        driver.Loop.Run(balloon.ContinueAsync);
    }

    [Theory, InlineData(-1), InlineData(1L << 32)]
    public void An_interval_out_of_range_is_refused(long seconds) =>
        Assert.NotNull(new VirtioBalloon { PollingInterval = seconds }.FindFault());

    private GuestRing Begin()
    {
        driver.Begin();
        Assert.True(driver.Memory.TryWrite(MmioDriver.Ram, new byte[0x4000]));
        GuestRing statistics = driver.EnableQueue(Statistics, MmioDriver.Ram, RingSize);
        driver.Start();
        return statistics;
    }

    private void Offer(ushort slot, params (ushort Tag, ulong Value)[] values)
    {
        byte[] bytes = new byte[values.Length * 10];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10 * i), values[i].Tag);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((10 * i) + 2), values[i].Value);
        }

        ulong place = Buffers + (slot * 0x1000ul);
        Assert.True(driver.Memory.TryWrite(place, bytes));
        ring.SetDescriptor(slot, place, (uint)bytes.Length);
        Kick(slot);
    }

    private void Kick(ushort slot)
    {
        ring.Offer(slot);
        driver.Kick(Statistics);
    }

    /// <summary>Waits for the tasks before it too: the loop runs them in the order in which they were set.</summary>
    private void OnLoop(Action action)
    {
        for (int turn = 0; turn < 2; turn++) driver.Loop.Run(() => default);
        driver.Loop.Run(() =>
        {
            action();
            return default;
        });
    }
}
