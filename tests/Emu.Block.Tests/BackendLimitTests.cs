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
            disk.Limits = ThrottleGroup.Of(name => name == "bps-total" ? 1 : 0);
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
        Assert.Throws<BlockException>(() => ThrottleGroup.Of(name => name is "iops-total" or "iops-read" ? 5 : 0));
        Assert.Throws<BlockException>(() => ThrottleGroup.Of(name => name == "iops-total-max" ? 5 : 0));
        Assert.Throws<BlockException>(() => ThrottleGroup.Of(name => name == "iops-total" ? -1 : 0));
        Assert.True(ThrottleGroup.Of(_ => 0).IsUnlimited);
        Assert.Equal((7, 9), ThrottleGroup.Of(name => name switch { "iops-read" => 7, "iops-read-max" => 9, _ => 0 }).Limit("iops-read"));
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
