using Emu.Core.Memory;
using Emu.Host;

namespace Emu.Core.Tests;

public sealed class BusMemoryTests : IDisposable
{
    private readonly AddressMap map = new();
    private readonly BusMemory memory;

    public BusMemoryTests()
    {
        map.AddRom("rom", new(0x1000), 0x1000);
        map.AddRam("first", new(0x8000), 0x1000);
        map.AddRam("second", new(0x9000), 0x1000);
        map.AddDevice(new(0xa000), new LatchDevice(0x1000));
        memory = new BusMemory(map);
    }

    public void Dispose() => map.Dispose();

    [Fact]
    public void Ram_is_read_and_written_across_regions_that_touch()
    {
        byte[] data = [.. Enumerable.Range(0, 0x800).Select(i => (byte)(i * 7))];
        Assert.True(memory.TryWrite(0x8c00, data));
        byte[] back = new byte[data.Length];
        Assert.True(memory.TryRead(0x8c00, back));
        Assert.Equal(data, back);
        IoSegmentList list = new();
        Assert.True(memory.TryMap(0x8c00, 0x800, list));
        Assert.Equal(0x800, list.Length);
        Array.Clear(back);
        Assert.Equal(0x800, list.CopyTo(0, back));
        Assert.Equal(data, back);
    }

    [Theory]
    [InlineData(0x9fff, 2)]
    [InlineData(0x7fff, 2)]
    [InlineData(0x1000, 4)]
    [InlineData(0xa000, 4)]
    [InlineData(0xffff_ffff_ffff_fffe, 8)]
    [InlineData(0x0, 1)]
    public void A_range_that_is_not_all_ram_is_refused_and_nothing_is_written(ulong address, int length)
    {
        RecordingObserver observer = new();
        memory.Observer = observer;
        IoSegmentList list = new();
        Assert.False(memory.TryRead(address, new byte[length]));
        Assert.False(memory.TryWrite(address, Enumerable.Repeat((byte)1, length).ToArray()));
        Assert.False(memory.TryMap(address, (uint)length, list));
        Assert.Equal(0, list.Count);
        Assert.Empty(observer.Stores);
        Assert.True(memory.TryRead(0x9fff, new byte[1]));
        byte[] last = new byte[1];
        memory.TryRead(0x9fff, last);
        Assert.Equal(0, last[0]);
    }

    [Fact]
    public void Words_are_little_endian_and_the_observer_hears_of_each_write_once()
    {
        RecordingObserver observer = new();
        memory.Observer = observer;
        Assert.True(memory.TryWriteUInt64(0x8001, 0x1122_3344_5566_7788));
        Assert.True(memory.TryReadUInt16(0x8001, out ushort low));
        Assert.True(memory.TryReadUInt32(0x8005, out uint high));
        Assert.Equal((ushort)0x7788, low);
        Assert.Equal(0x1122_3344u, high);
        Assert.False(memory.TryWriteUInt16Release(0x8001, 1));
        Assert.True(memory.TryWriteUInt16Release(0x8002, 0xabcd));
        Assert.True(memory.TryReadUInt16Acquire(0x8002, out ushort index));
        Assert.Equal(0xabcd, index);
        Assert.Equal([(0x8001ul, 8ul), (0x8002ul, 2ul)], observer.Stores);
    }

    private sealed class RecordingObserver : IStoreObserver
    {
        public List<(ulong Start, ulong Length)> Stores { get; } = [];

        public void NotifyStored(PhysicalAddress start, ulong length) => Stores.Add((start.Value, length));
    }
}
