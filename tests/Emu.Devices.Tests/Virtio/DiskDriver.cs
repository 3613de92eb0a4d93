using Emu.Block;
using Emu.Block.Graph;
using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

/// <summary>The driver's side of a disk: one request at a time, or several at once.</summary>
internal sealed class DiskDriver : IDisposable
{
    public const uint Read = 0, Write = 1, Flush = 4, GetId = 8, Discard = 11, WriteZeroes = 13;
    public const ulong Data = MmioDriver.Ram + 0x10_0000;

    private const ulong Headers = MmioDriver.Ram + 0x8_0000, Statuses = MmioDriver.Ram + 0x9_0000;
    private const ushort Size = 64;

    private int next;

    public DiskDriver(BlockNode node, bool isLegacy = false, ulong without = 0, Action<VirtioBlock>? configure = null)
    {
        Backend = new BlockBackend(node, "test") { Discards = true };
        Disk = new VirtioBlock { Drive = Backend, QueueSize = Size };
        configure?.Invoke(Disk);
        Driver = new MmioDriver(Disk, isLegacy);
        Driver.Begin(without);
        Ring = Driver.EnableQueue(0, MmioDriver.Ram, Size);
        Driver.Start();
    }

    public BlockBackend Backend { get; }

    public VirtioBlock Disk { get; }

    public MmioDriver Driver { get; }

    public GuestRing Ring { get; }

    public void Dispose()
    {
        Driver.Loop.Dispose();
        Disk.Dispose();
        Driver.Dispose();
    }

    /// <summary>Makes a request and waits for its status.</summary>
    public byte Do(uint type, ulong sector, byte[] sent, uint wanted = 0)
    {
        int slot = Submit(type, sector, sent, wanted);
        Driver.Kick();
        (uint head, uint written) = Ring.Take();
        Assert.Equal((uint)(3 * slot), head);
        Assert.Equal(wanted + 1, written);
        return StatusOf(slot);
    }

    /// <summary>Puts a request into the ring without a kick; returns its number.</summary>
    public int Submit(uint type, ulong sector, byte[] sent, uint wanted = 0, ulong data = Data)
    {
        int slot = next++ % (Size / 3);
        ulong header = Headers + (64ul * (uint)slot);
        ushort first = (ushort)(3 * slot);
        Driver.Memory.TryWriteUInt32(header, type);
        Driver.Memory.TryWriteUInt32(header + 4, 0);
        Driver.Memory.TryWriteUInt64(header + 8, sector);
        Driver.Memory.TryWrite(Statuses + (uint)slot, [0xff]);
        bool hasData = sent.Length != 0 || wanted != 0;
        Ring.SetDescriptor(first, header, 16, GuestRing.Next, (ushort)(hasData ? first + 1 : first + 2));
        if (sent.Length != 0)
        {
            Driver.Memory.TryWrite(data, sent);
            Ring.SetDescriptor(first + 1, data, (uint)sent.Length, GuestRing.Next, (ushort)(first + 2));
        }
        else if (wanted != 0)
        {
            Ring.SetDescriptor(first + 1, data, wanted, GuestRing.Next | GuestRing.Write, (ushort)(first + 2));
        }

        Ring.SetDescriptor(first + 2, Statuses + (uint)slot, 1, GuestRing.Write);
        Ring.Offer(first);
        return slot;
    }

    public byte StatusOf(int slot)
    {
        byte[] status = new byte[1];
        Driver.Memory.TryRead(Statuses + (uint)slot, status);
        return status[0];
    }

    public byte[] Received(int length, ulong data = Data)
    {
        byte[] bytes = new byte[length];
        Driver.Memory.TryRead(data, bytes);
        return bytes;
    }
}
