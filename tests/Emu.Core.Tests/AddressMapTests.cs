using CsCheck;
using Emu.Core.Memory;
using Emu.Core.Time;

namespace Emu.Core.Tests;

public sealed class AddressMapTests : IDisposable
{
    private readonly AddressMap map = new();

    public void Dispose() => map.Dispose();

    [Fact]
    public void Ram_gives_back_what_was_stored_in_little_endian_order()
    {
        map.AddRam("ram", new(0x8000_0000), 0x1000);
        Assert.True(map.Write(new(0x8000_0010), 8, 0x1122_3344_5566_7788));
        Assert.Equal(0x88UL, Read(0x8000_0010, 1));
        Assert.Equal(0x5566UL, Read(0x8000_0012, 2));
        Assert.Equal(0x1122_3344UL, Read(0x8000_0014, 4));
        Assert.Equal(0x88, map.Memory(new(0x8000_0010), 1)[0]);
    }

    [Fact]
    public void Nothing_answers_outside_of_the_regions_or_across_their_ends()
    {
        map.AddRam("ram", new(0x1000), 0x1000);
        Assert.False(map.Read(new(0xfff), 1, out _));
        Assert.False(map.Read(new(0x2000), 1, out _));
        Assert.False(map.Read(new(0x1ffd), 4, out _));
        Assert.False(map.Write(new(0x1ffd), 4, 0));
        Assert.False(map.Write(new(ulong.MaxValue), 8, 0));
        Assert.True(map.Memory(new(0x1800), 0x801).IsEmpty);
        Assert.True(map.Memory(new(0x1800), -1).IsEmpty);
    }

    [Theory]
    [InlineData(0x0, 0x1001)]
    [InlineData(0x1fff, 0x1)]
    [InlineData(0x1800, 0x10)]
    [InlineData(0x0, 0x10000)]
    [InlineData(0xffff_ffff_ffff_f000, 0x2000)]
    [InlineData(0x5000, 0)]
    public void Regions_that_overlap_wrap_or_are_empty_are_refused(ulong start, ulong size)
    {
        map.AddRom("rom", new(0x1000), 0x1000);
        Assert.Throws<ArgumentException>(() => map.AddDevice(new(start), new LatchDevice(size)));
    }

    [Fact]
    public void A_device_gets_offsets_and_only_the_accesses_that_it_accepts()
    {
        LatchDevice device = new(0x100) { AccessSizes = 4 };
        map.AddDevice(new(0x1_0000), device);
        Assert.True(map.Write(new(0x1_0008), 4, 42));
        Assert.Equal((8UL, 4, 42UL), device.LastWrite);
        Assert.Equal(42UL, Read(0x1_0008, 4));
        Assert.False(map.Read(new(0x1_0008), 2, out _));
        Assert.False(map.Read(new(0x1_0008), 8, out _));
        Assert.False(map.Read(new(0x1_0006), 4, out _));
        Assert.False(map.Write(new(0x1_00fe), 4, 1));
    }

    [Fact]
    public void Stores_to_rom_are_lost_or_go_to_its_device()
    {
        LatchDevice device = new(0x1000);
        map.AddRom("plain", new(0x1000), 0x1000);
        map.AddRom("flash", new(0x2000), 0x1000, device);
        Assert.True(map.Write(new(0x1000), 4, 1));
        Assert.True(map.Write(new(0x2004), 4, 2));
        Assert.Equal(0UL, Read(0x1000, 4));
        Assert.Equal(0UL, Read(0x2004, 4));
        Assert.Equal((4UL, 4, 2UL), device.LastWrite);
    }

    [Fact]
    public void A_region_in_device_mode_answers_from_the_device_and_says_when_it_changes()
    {
        LatchDevice device = new(0x1000);
        MemoryRegion region = map.AddRom("flash", new(0x1000), 0x1000, device);
        map.Memory(new(0x1000), 1)[0] = 7;
        device.Write(0, 1, 99);
        List<MemoryRegion> changes = [];
        map.MappingChanged += changes.Add;
        region.SetDeviceMode(true);
        region.SetDeviceMode(true);
        Assert.Equal(99UL, Read(0x1000, 1));
        Assert.Equal(7, map.Memory(new(0x1000), 1)[0]);
        region.SetDeviceMode(false);
        Assert.Equal(7UL, Read(0x1000, 1));
        Assert.Equal([region, region], changes);
    }

    [Fact]
    public void Plain_memory_has_no_device_mode()
    {
        Assert.Throws<InvalidOperationException>(() => map.AddRam("ram", new(0x1000), 0x1000).SetDeviceMode(true));
        Assert.Throws<InvalidOperationException>(() => map.AddRom("rom", new(0x2000), 0x1000).SetDeviceMode(true));
    }

    [Fact]
    public void Find_agrees_with_a_search_through_all_regions()
    {
        var ranges = Gen.Select(Gen.ULong[0, 60], Gen.ULong[1, 6]).Array[0, 12];
        ranges.Select(Gen.ULong[0, 70].Array[20]).Sample((wanted, probes) =>
        {
            using AddressMap sample = new();
            List<MemoryRegion> placed = [];
            foreach ((ulong start, ulong size) in wanted)
            {
                if (placed.Any(r => start < r.Start.Value + r.Size && r.Start.Value < start + size)) continue;
                placed.Add(sample.AddDevice(new(start), new LatchDevice(size)));
            }

            foreach (ulong probe in probes)
                Assert.Equal(placed.SingleOrDefault(r => r.Contains(new(probe), 1)), sample.Find(new(probe)));
        });
    }

    [Fact]
    public void A_window_answers_where_it_was_moved_to_and_nowhere_after_it_was_removed()
    {
        LatchDevice device = new(0x100);
        map.AddRam("ram", new(0x8000), 0x1000);
        MemoryRegion region = map.AddDevice(new(0x1000), device);
        List<MemoryRegion> changes = [];
        map.MappingChanged += changes.Add;
        map.Write(new(0x1000), 4, 7);
        MemoryRegion moved = map.Move(region, new(0x1080));
        Assert.False(map.Read(new(0x1000), 4, out _));
        Assert.Equal(7UL, Read(0x1100, 4));
        Assert.Throws<ArgumentException>(() => map.Move(moved, new(0x7f80)));
        Assert.Equal(7UL, Read(0x1100, 4));
        Assert.Null(map.TryAddDevice(new(0x117f), new LatchDevice(4)));
        map.Remove(moved);
        Assert.False(map.Read(new(0x1100), 4, out _));
        Assert.Throws<ArgumentException>(() => map.Remove(moved));
        Assert.Throws<ArgumentException>(() => map.Remove(map.Find(new(0x8000))!));
        Assert.NotNull(map.TryAddDevice(new(0x117f), new LatchDevice(4)));
        Assert.Equal([region, moved, moved], changes.Take(3));
    }

    [Fact]
    public void Accesses_while_windows_move_meet_the_device_before_or_after()
    {
        LatchDevice fixedDevice = new(0x100), moving = new(0x100);
        map.AddDevice(new(0x1000), fixedDevice);
        map.Write(new(0x1000), 4, 5);
        MemoryRegion region = map.AddDevice(new(0x2000), moving);
        bool isDone = false;
        int wrong = 0;
        Thread reader = new(() =>
        {
            while (!Volatile.Read(ref isDone))
                if (!map.Read(new(0x1000), 4, out ulong value) || value != 5) wrong++;
        });
        reader.Start();
        for (int i = 0; i < 20_000; i++) region = map.Move(region, new(i % 2 == 0 ? 0x500u : 0x2000u));
        Volatile.Write(ref isDone, true);
        reader.Join();
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void A_doorbell_sets_its_task_without_the_devices_lock_and_other_stores_reach_the_device()
    {
        using EventLoop loop = new(new MachineClock());
        List<int> rung = [];
        Doorbells bells = new();
        bells.Add(0x50, 4, 1, loop.CreateTask(() => rung.Add(1)));
        bells.Add(0x50, 4, 0, loop.CreateTask(() => rung.Add(0)));
        bells.Add(0x10, 0, null, loop.CreateTask(() => rung.Add(2)));
        LatchDevice device = new(0x100) { Doorbells = bells };
        map.AddDevice(new(0x1000), device);
        lock (device.SyncRoot)
        {
            Thread cpu = new(() =>
            {
                map.Write(new(0x1050), 4, 1);
                map.Write(new(0x1010), 2, 9);
                loop.Run(() => default);
            });
            cpu.Start();
            Assert.True(cpu.Join(30_000));
        }

        Assert.Equal([1, 2], rung);
        Assert.Equal(default, device.LastWrite);
        map.Write(new(0x1050), 4, 2);
        Assert.Equal((0x50ul, 4, 2ul), device.LastWrite);
        map.Write(new(0x1050), 2, 1);
        Assert.Equal((0x50ul, 2, 1ul), device.LastWrite);
        bells.Clear();
        map.Write(new(0x1050), 4, 1);
        Assert.Equal((0x50ul, 4, 1ul), device.LastWrite);
    }

    [Fact]
    public void A_device_that_locks_itself_is_called_without_its_lock()
    {
        LatchDevice device = new(0x100) { IsSelfLocking = true };
        map.AddDevice(new(0x1000), device);
        lock (device.SyncRoot)
        {
            Thread cpu = new(() => map.Write(new(0x1000), 4, 3));
            cpu.Start();
            Assert.True(cpu.Join(30_000));
        }

        Assert.Equal(3UL, Read(0x1000, 4));
    }

    private ulong Read(ulong address, int size)
    {
        Assert.True(map.Read(new(address), size, out ulong value));
        return value;
    }
}
