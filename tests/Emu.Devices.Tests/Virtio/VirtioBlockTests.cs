using System.Text;
using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Graph;
using Emu.Block.Raw;
using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

public sealed class VirtioBlockTests
{
    private const byte Ok = 0, Error = 1, Unsupported = 2;
    private const int DiskSize = 1 << 20;
    private const ulong FlushFeature = 1 << 9;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_back(bool isLegacy)
    {
        SlowNode node = new(DiskSize);
        using DiskDriver driver = new(node, isLegacy);
        byte[] data = Pattern(4096);
        Assert.Equal(Ok, driver.Do(DiskDriver.Write, 8, data));
        Assert.Equal(data, node.Bytes[4096..8192]);
        driver.Driver.Memory.TryWrite(DiskDriver.Data, new byte[4096]);
        Assert.Equal(Ok, driver.Do(DiskDriver.Read, 8, [], 4096));
        Assert.Equal(data, driver.Received(4096));
    }

    [Theory]
    [InlineData(2048ul, 512u)]
    [InlineData(2047ul, 1024u)]
    [InlineData(ulong.MaxValue, 512u)]
    [InlineData(1ul << 55, 512u)]
    [InlineData(0ul, 511u)]
    [InlineData(0ul, 513u)]
    public void Requests_beyond_the_disk_or_of_parts_of_sectors_fail(ulong sector, uint length)
    {
        SlowNode node = new(DiskSize);
        using DiskDriver driver = new(node);
        Assert.Equal(Error, driver.Do(DiskDriver.Read, sector, [], length));
        Assert.Equal(Error, driver.Do(DiskDriver.Write, sector, new byte[length]));
        Assert.Equal(0, node.Requests);
    }

    [Fact]
    public void Larger_logical_blocks_refuse_smaller_requests()
    {
        SlowNode node = new(DiskSize);
        using DiskDriver driver = new(
            node, configure: disk => (disk.LogicalBlockSize, disk.PhysicalBlockSize) = (4096, 16384));
        Assert.Equal(Error, driver.Do(DiskDriver.Read, 0, [], 512));
        Assert.Equal(Error, driver.Do(DiskDriver.Read, 1, [], 4096));
        Assert.Equal(Ok, driver.Do(DiskDriver.Read, 8, [], 4096));
        Assert.Equal(4096u, driver.Driver.Read(0x114));
        Assert.Equal(2u, driver.Driver.Read(0x118, 1));
    }

    [Fact]
    public void The_serial_number_is_twenty_bytes()
    {
        using DiskDriver driver = new(new SlowNode(DiskSize), configure: disk => disk.Serial = "WD-42");
        Assert.Equal(Ok, driver.Do(DiskDriver.GetId, 0, [], 20));
        Assert.Equal("WD-42".PadRight(20, '\0'), Encoding.ASCII.GetString(driver.Received(20)));
    }

    [Fact]
    public void Unknown_requests_are_unsupported_and_short_ones_come_back_unused()
    {
        using DiskDriver driver = new(new SlowNode(DiskSize));
        Assert.Equal(Unsupported, driver.Do(99, 0, []));
        driver.Ring.SetDescriptor(0, DiskDriver.Data, 15, GuestRing.Next, 1);
        driver.Ring.SetDescriptor(1, DiskDriver.Data, 1, GuestRing.Write);
        driver.Ring.Offer(0);
        driver.Ring.SetDescriptor(2, DiskDriver.Data, 16);
        driver.Ring.Offer(2);
        driver.Driver.Kick();
        Assert.Equal((0u, 0u), driver.Ring.Take());
        Assert.Equal((2u, 0u), driver.Ring.Take());
    }

    [Theory]
    [InlineData(0u, 8u, 0u, Ok)]
    [InlineData(0u, 8u, 1u, Unsupported)]
    [InlineData(0u, 8u, 2u, Unsupported)]
    [InlineData(2047u, 2u, 0u, Error)]
    [InlineData(0u, uint.MaxValue, 0u, Error)]
    public void Discard_takes_one_range_of_the_disk(uint sector, uint count, uint flags, byte expected)
    {
        SlowNode node = new(DiskSize);
        using DiskDriver driver = new(node);
        Assert.Equal(expected, driver.Do(DiskDriver.Discard, 0, Range(sector, count, flags)));
        Assert.Equal(expected == Ok ? 0xdd : 0, node.Bytes[0]);
        Assert.Equal(Unsupported, driver.Do(DiskDriver.Discard, 0, [.. Range(0, 1, 0), .. Range(1, 1, 0)]));
    }

    [Fact]
    public void Write_zeroes_clears_and_may_unmap()
    {
        SlowNode node = new(DiskSize);
        node.Bytes.AsSpan().Fill(1);
        using DiskDriver driver = new(node);
        Assert.Equal(Ok, driver.Do(DiskDriver.WriteZeroes, 0, Range(1, 2, 1)));
        Assert.Equal([1, 0, 0, 1], [node.Bytes[511], node.Bytes[512], node.Bytes[1535], node.Bytes[1536]]);
    }

    [Fact]
    public void A_read_only_disk_says_so_and_refuses_writes()
    {
        using DiskDriver driver = new(new SlowNode(DiskSize) { IsReadOnly = true });
        driver.Driver.Write(0x14, 0);
        Assert.NotEqual(0u, driver.Driver.Read(0x10) & (1 << 5));
        Assert.Equal(0u, driver.Driver.Read(0x10) & (1 << 13));
        Assert.Equal(Error, driver.Do(DiskDriver.Write, 0, new byte[512]));
        Assert.Equal(Ok, driver.Do(DiskDriver.Flush, 0, []));
    }

    [Theory]
    [InlineData(BlockErrorPolicy.Auto, Error)]
    [InlineData(BlockErrorPolicy.Report, Error)]
    [InlineData(BlockErrorPolicy.Ignore, Ok)]
    public void A_failure_of_the_host_is_reported_or_ignored(BlockErrorPolicy policy, byte expected)
    {
        SlowNode node = new(DiskSize) { Failure = new BlockException(BlockError.Host, "no") };
        using DiskDriver driver = new(node, configure: disk => (disk.ReadError, disk.WriteError) = (policy, policy));
        Assert.Equal(expected, driver.Do(DiskDriver.Write, 0, new byte[512]));
        Assert.Equal(expected, driver.Do(DiskDriver.Read, 0, [], 512));
        Assert.Equal(expected, driver.Do(DiskDriver.Flush, 0, []));
    }

    [Fact]
    public void A_driver_that_cannot_flush_gets_each_write_onto_the_medium()
    {
        SlowNode node = new(DiskSize);
        using (DiskDriver driver = new(node, without: FlushFeature))
        {
            driver.Do(DiskDriver.Write, 0, new byte[512]);
            Assert.Equal(1, node.Flushes);
        }

        SlowNode cached = new(DiskSize);
        using DiskDriver other = new(cached);
        other.Do(DiskDriver.Write, 0, new byte[512]);
        Assert.Equal(0, cached.Flushes);
        other.Driver.Write(0x120, 0, 1);
        Assert.Equal(0u, other.Driver.Read(0x120, 1));
        other.Do(DiskDriver.Write, 0, new byte[512]);
        Assert.Equal(1, cached.Flushes);
    }

    [Fact]
    public void Requests_in_flight_complete_in_any_order_and_a_reset_waits_for_them()
    {
        SlowNode node = new(DiskSize) { Holds = true };
        using DiskDriver driver = new(node);
        int first = driver.Submit(DiskDriver.Read, 0, [], 512);
        int second = driver.Submit(DiskDriver.Write, 1, Pattern(512), data: DiskDriver.Data + 0x1000);
        driver.Driver.Kick();
        Assert.True(SpinWait.SpinUntil(() => node.Held == 2, 10_000));
        Assert.Equal(0xff, driver.StatusOf(first));
        Thread reset = new(() => driver.Driver.Write(0x70, 0));
        reset.Start();
        Assert.False(reset.Join(50));
        driver.Driver.Loop.Run(() =>
        {
            node.Release();
            return default;
        });
        Assert.True(reset.Join(30_000));
        Assert.Equal(0u, driver.Driver.Read(0x70));
        Assert.Equal(Pattern(512), node.Bytes[512..1024]);
        Assert.Equal(0, driver.Ring.UsedIndex);
        Assert.Equal(Ok, driver.StatusOf(second));
    }

    [Fact]
    public void A_drained_section_begins_when_nothing_is_in_flight_and_keeps_kicks_for_its_end()
    {
        SlowNode node = new(DiskSize) { Holds = true };
        using DiskDriver driver = new(node);
        driver.Submit(DiskDriver.Read, 0, [], 512);
        driver.Driver.Kick();
        Assert.True(SpinWait.SpinUntil(() => node.Held == 1, 10_000));
        DrainedSection? section = null;
        driver.Driver.Loop.Post(async () => section = await driver.Backend.DrainAsync());
        driver.Submit(DiskDriver.Read, 1, [], 512);
        driver.Driver.Kick();
        Turn(driver);
        Assert.Null(section);
        Assert.Equal(1, node.Requests);
        driver.Driver.Loop.Run(() =>
        {
            node.Holds = false;
            node.Release();
            return default;
        });
        Assert.True(SpinWait.SpinUntil(() => section is not null, 10_000));
        Turn(driver);
        Assert.Equal(1, node.Requests);
        Assert.Equal(0, driver.Backend.InFlight);
        driver.Driver.Loop.Run(() => section!.DisposeAsync());
        driver.Ring.Take();
        driver.Ring.Take();
        Assert.Equal(2, node.Requests);
    }

    [Fact]
    public void A_new_length_reaches_the_driver_by_a_configuration_interrupt()
    {
        string path = Path.GetTempFileName();
        try
        {
            using FileStream stream = new(path, FileMode.Open);
            stream.SetLength(DiskSize);
            stream.Dispose();
            using DiskDriver driver = new(new RawNode(FileNode.Open(path, writable: true, new FileAccessOptions())));
            Assert.Equal((ulong)DiskSize / 512, driver.Driver.ReadWide(0x100));
            uint generation = driver.Driver.Read(0xfc);
            driver.Driver.Loop.Run(() => driver.Backend.ResizeAsync(2 * DiskSize));
            Assert.Equal(2ul * DiskSize / 512, driver.Driver.ReadWide(0x100));
            Assert.NotEqual(generation, driver.Driver.Read(0xfc));
            driver.Driver.WaitForInterrupt();
            Assert.Equal(2u, driver.Driver.Read(0x60));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_is_written_and_read_through_workers_and_flushed(bool isDirect)
    {
        // Not in the temporary directory, which may be one that knows no direct access.
        string path = Path.Combine(AppContext.BaseDirectory, $"disk-{Environment.ProcessId}-{isDirect}");
        try
        {
            File.WriteAllBytes(path, new byte[DiskSize]);
            using (DiskDriver driver = new(
                new RawNode(FileNode.Open(path, writable: true, new FileAccessOptions(Direct: isDirect)))))
            {
                for (int i = 0; i < 12; i++)
                    driver.Submit(DiskDriver.Write, (ulong)i * 3, Pattern(1536, i), data: DiskDriver.Data + (ulong)(i * 1536));
                driver.Driver.Kick();
                for (int i = 0; i < 12; i++) driver.Ring.Take();
                Assert.Equal(Ok, driver.Do(DiskDriver.Flush, 0, []));
                Assert.Equal(Ok, driver.Do(DiskDriver.Read, 3, [], 1536));
                Assert.Equal(Pattern(1536, 1), driver.Received(1536));
            }

            byte[] all = File.ReadAllBytes(path);
            for (int i = 0; i < 12; i++) Assert.Equal(Pattern(1536, i), all[(i * 1536)..((i + 1) * 1536)]);
            Assert.Equal(DiskSize, all.Length);
        }
        catch (BlockException e) when (isDirect && e.HostNumber == 22)
        {
            // The file system knows no direct access.
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("num-queues")]
    [InlineData("queue-size")]
    [InlineData("logical_block_size")]
    [InlineData("physical_block_size")]
    [InlineData("min_io_size")]
    [InlineData("opt_io_size")]
    [InlineData("serial")]
    [InlineData("rerror")]
    [InlineData("drive")]
    public void A_wrong_property_is_named(string property)
    {
        VirtioBlock disk = new() { Drive = new BlockBackend(new SlowNode(DiskSize), "test") };
        Assert.Null(disk.FindFault());
        switch (property)
        {
            case "num-queues": disk.QueueCount = 0; break;
            case "queue-size": disk.QueueSize = 100; break;
            case "logical_block_size": disk.LogicalBlockSize = 1000; break;
            case "physical_block_size": disk.PhysicalBlockSize = 4 << 20; break;
            case "min_io_size": disk.MinimumRequest = 100; break;
            case "opt_io_size": disk.OptimalRequest = 100; break;
            case "serial": disk.Serial = new string('x', 21); break;
            case "rerror": disk.ReadError = BlockErrorPolicy.Enospc; break;
            default: disk.Drive = null; break;
        }

        Assert.Contains(property, disk.FindFault(), StringComparison.Ordinal);
    }

    private static void Turn(DiskDriver driver)
    {
        driver.Driver.Loop.Run(() => default);
        driver.Driver.Loop.Run(() => default);
    }

    private static byte[] Pattern(int length, int seed = 0) =>
        [.. Enumerable.Range(0, length).Select(i => (byte)((i * 7) + (i >> 8) + seed + 1))];

    private static byte[] Range(ulong sector, uint count, uint flags) =>
        [.. BitConverter.GetBytes(sector), .. BitConverter.GetBytes(count), .. BitConverter.GetBytes(flags)];
}
