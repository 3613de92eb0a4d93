using Emu.Block.Filters;
using Emu.Block.Graph;
using Emu.Block.Null;
using Emu.Core.Time;

namespace Emu.Block.Tests;

/// <summary>A disk's requests wait for its limits, and are counted.</summary>
public sealed class BackendLimitTests : IDisposable
{
    private readonly EventLoop loop = new(new MachineClock());

    public void Dispose() => loop.Dispose();

    [Fact]
    public void A_request_beyond_the_limit_waits_and_a_drained_section_lets_it_through()
    {
        using IoBuffer buffer = new(4096);
        BlockBackend disk = new(new NullNode(1 << 20, readsZeroes: true), "disk");
        List<Task> reads = [];
        DrainedSection? section = null;
        loop.Run(() =>
        {
            disk.Attach(new Nobody(), loop);
            // A byte a second: the second request would wait for more than an hour.
            disk.Limits = ThrottleGroup.OfRate(1);
            reads.Add(disk.ReadAsync(0, buffer.Vector).AsTask());
            reads.Add(disk.ReadAsync(0, buffer.Vector).AsTask());
            return default;
        });
        loop.Run(() =>
        {
            Assert.True(reads[0].IsCompletedSuccessfully);
            Assert.False(reads[1].IsCompleted);
            Assert.Equal(1, disk.InFlight);
            return default;
        });
        loop.Run(async () => section = await disk.DrainAsync());
        loop.Run(() =>
        {
            Assert.True(reads[1].IsCompletedSuccessfully);
            Assert.Equal((2, 8192), (disk.Statistics.Reads.Operations, disk.Statistics.Reads.Bytes));
            return section!.DisposeAsync();
        });
        loop.Run(() =>
        {
            disk.Dispose();
            return default;
        });
    }

    [Fact]
    public void An_image_that_is_put_over_a_disks_gets_its_requests_from_then_on_and_the_user_is_kept_out_meanwhile()
    {
        using IoBuffer buffer = new(4096);
        Nobody user = new();
        NullNode below = new(1 << 20, readsZeroes: true), above = new(1 << 20, readsZeroes: true);
        BlockBackend disk = new(below, "below");
        loop.Run(() =>
        {
            disk.Attach(user, loop);
            return default;
        });
        loop.Run(async () =>
        {
            DrainedSection section = await disk.DrainAsync();
            disk.ReplaceRoot(above, "above");
            Assert.Equal((above, "above"), (disk.Root, disk.Name));
            await section.DisposeAsync();
            Assert.Equal((1, 1), (user.Begins, user.Ends));
            await disk.WriteAsync(8192, buffer.Vector);
        });
        Assert.Equal((1, 12288), (disk.Statistics.Writes.Operations, disk.Statistics.HighestWrite));
        loop.Run(() =>
        {
            disk.Dispose();
            below.Dispose();
            return default;
        });
    }

    [Fact]
    public void Limits_that_contradict_each_other_are_refused()
    {
        // Recorded from QEMU 7.2's object-add of a throttle-group.
        (string Message, (string Name, long Value)[] Limits)[] cases =
        [
            ("bps/iops/max total values and read/write values cannot be used at the same time", [("iops-total", 5), ("iops-read", 5)]),
            ("bps/iops/max values must be within [0, 1000000000000000]", [("bps-total", -5)]),
            ("bps/iops/max values must be within [0, 1000000000000000]", [("bps-total", 5_000_000_000_000_000)]),
            ("bps_max/iops_max require corresponding bps/iops values", [("bps-total-max", 5)]),
            ("bps_max/iops_max cannot be lower than bps/iops", [("bps-total", 5), ("bps-total-max", 3)]),
            ("burst length set without burst rate", [("bps-total", 5), ("bps-total-max-length", 3)]),
            ("the burst length cannot be 0", [("bps-total", 5), ("bps-total-max-length", 0)]),
            ("burst length too high for this burst rate",
                [("bps-total", 5), ("bps-total-max", 50_000_000_000_000), ("bps-total-max-length", 3000)]),
            ("iops size requires an iops value to be set", [("iops-size", 5), ("bps-total", 4)]),
        ];
        foreach ((string message, (string Name, long Value)[] limits) in cases)
            Assert.Equal(message, Assert.Throws<BlockException>(() => Of(limits)).Message);
        Assert.True(ThrottleLimits.None.IsUnlimited);
        Assert.Equal(9, Of(("iops-read", 7), ("iops-read-max", 9))["iops-read-max"]);
        Assert.Equal((1, 7), (Of(("iops-read", 7))["iops-read-max-length"], Of(("iops-read", 7)).With(_ => null)["iops-read"]));

        static ThrottleLimits Of(params (string Name, long Value)[] limits) => ThrottleLimits.Of(
            name => Array.Exists(limits, each => each.Name == name) ? Array.Find(limits, each => each.Name == name).Value : null);
    }

    [Fact]
    public void A_group_of_limits_is_there_as_long_as_something_keeps_it_and_counts_for_all_its_disks()
    {
        ThrottleGroups groups = new();
        Assert.Null(groups.Find("g"));
        ThrottleGroup group = groups.Join("g");
        group.Limits = ThrottleLimits.Of(name => name == "bps-total" ? 1000 : null);
        using BlockBackend one = new(new NullNode(1 << 20, readsZeroes: true), "one"), other = new(new NullNode(1 << 20, readsZeroes: true), "other");
        one.Limits = other.Limits = group;
        group.Leave();
        Assert.Same(group, groups.Find("g"));
        Assert.Equal(0, one.Limits!.Charge(isWrite: false, 1100));
        Assert.True(other.Limits!.Charge(isWrite: true, 1) > 0);
        (one.Limits, other.Limits) = (null, null);
        Assert.Null(groups.Find("g"));
        Assert.NotSame(group, groups.Join("g"));
    }

    [Fact]
    public void A_filter_with_limits_holds_requests_back_on_the_loop_until_a_drained_section()
    {
        using IoBuffer buffer = new(4096);
        ThrottleGroup group = ThrottleGroup.OfRate(1);
        BlockBackend disk = new(new ThrottleNode(new NullNode(1 << 20, readsZeroes: true), group), "disk");
        List<Task> reads = [];
        DrainedSection? section = null;
        loop.Run(() =>
        {
            disk.Attach(new Nobody(), loop);
            reads.Add(disk.ReadAsync(0, buffer.Vector).AsTask());
            reads.Add(disk.ReadAsync(0, buffer.Vector).AsTask());
            Assert.Equal((true, false), (reads[0].IsCompleted, reads[1].IsCompleted));
            return default;
        });
        loop.Run(async () => section = await disk.DrainAsync());
        loop.Run(() =>
        {
            Assert.True(reads[1].IsCompletedSuccessfully);
            return section!.DisposeAsync();
        });
        loop.Run(() =>
        {
            disk.Dispose();
            return default;
        });
        Assert.Equal(0, group.Users);
    }

    private sealed class Nobody : IBlockUser
    {
        public int Begins { get; private set; }

        public int Ends { get; private set; }

        public void BeginDrain() => Begins++;

        public void EndDrain() => Ends++;

        public void LengthChanged()
        {
        }
    }
}
