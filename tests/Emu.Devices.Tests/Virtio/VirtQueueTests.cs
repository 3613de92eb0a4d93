using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

public sealed class VirtQueueTests : IDisposable
{
    private const ulong Ram = 0x8000_0000, RamSize = 0x10_0000, Registers = 0x1000_0000;
    private const ulong Buffer = Ram + 0x1_0000, Table = Ram + 0x2_0000;

    private readonly AddressMap map = new();
    private readonly EventLoop loop = new(new MachineClock());
    private readonly RecordingTransport transport = new();
    private readonly EchoDevice device = new();
    private readonly BusMemory memory;
    private readonly GuestRing ring;

    public VirtQueueTests()
    {
        map.AddRam("ram", new(Ram), RamSize);
        map.AddDevice(new(Registers), new VirtioMmioTransport(new(new RecordingLines(), 0)));
        memory = new BusMemory(map);
        ring = new GuestRing(memory, Ram, 16);
        device.Connect(transport, memory, loop);
    }

    private VirtQueue Queue => device.Queues[0];

    public void Dispose()
    {
        loop.Dispose();
        map.Dispose();
    }

    [Fact]
    public void A_chain_is_read_in_full_and_written_in_full()
    {
        Begin(VirtioFeatures.None);
        byte[] sent = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        memory.TryWrite(Buffer, sent);
        ring.SetDescriptor(3, Buffer, 100, GuestRing.Next, 5);
        ring.SetDescriptor(5, Buffer + 100, 100, GuestRing.Next, 1);
        ring.SetDescriptor(1, Buffer + 0x1000, 50, GuestRing.Write | GuestRing.Next, 2);
        ring.SetDescriptor(2, Buffer + 0x2000, 300, GuestRing.Write);
        Send(3);
        Assert.Equal((3u, 200u), ring.Take());
        byte[] received = new byte[200];
        memory.TryRead(Buffer + 0x1000, received.AsSpan(0, 50));
        memory.TryRead(Buffer + 0x2000, received.AsSpan(50));
        Assert.Equal(sent, received);
        Assert.True(SpinWait.SpinUntil(() => transport.QueueInterrupts == 1, 10_000));
    }

    [Fact]
    public void An_indirect_table_is_followed_with_the_write_flag_of_its_descriptor_ignored()
    {
        Begin(VirtioFeatures.IndirectDescriptors);
        ring.SetDescriptor(0, Table, 32, GuestRing.Indirect | GuestRing.Write);
        ring.SetDescriptorAt(Table, Buffer, 8, GuestRing.Next, 1);
        ring.SetDescriptorAt(Table + 16, Buffer + 0x1000, 8, GuestRing.Write, 0);
        Send(0);
        Assert.Equal((0u, 8u), ring.Take());
    }

    [Theory]
    [InlineData("loop")]
    [InlineData("next outside")]
    [InlineData("not ram")]
    [InlineData("registers")]
    [InlineData("end of ram")]
    [InlineData("wraps")]
    [InlineData("readable after writable")]
    [InlineData("longer than 2 GiB")]
    [InlineData("nested")]
    [InlineData("table too long")]
    [InlineData("table of 17 bytes")]
    [InlineData("table empty")]
    [InlineData("table not ram")]
    [InlineData("table and next")]
    [InlineData("table's next outside")]
    public void A_bad_chain_comes_back_unused_and_the_next_one_is_served(string fault)
    {
        Begin(VirtioFeatures.IndirectDescriptors);
        switch (fault)
        {
            case "loop": ring.SetDescriptor(0, Buffer, 1, GuestRing.Next, 0); break;
            case "next outside": ring.SetDescriptor(0, Buffer, 1, GuestRing.Next, 16); break;
            case "not ram": ring.SetDescriptor(0, 0x10, 1); break;
            case "registers": ring.SetDescriptor(0, Registers, 4, GuestRing.Write); break;
            case "end of ram": ring.SetDescriptor(0, Ram + RamSize - 4, 5); break;
            case "wraps": ring.SetDescriptor(0, ulong.MaxValue - 1, 16); break;
            case "readable after writable":
                ring.SetDescriptor(0, Buffer, 1, GuestRing.Write | GuestRing.Next, 1);
                ring.SetDescriptor(1, Buffer, 1);
                break;
            case "longer than 2 GiB": ring.SetDescriptor(0, Ram, uint.MaxValue); break;
            case "nested":
                ring.SetDescriptor(0, Table, 16, GuestRing.Indirect);
                ring.SetDescriptorAt(Table, Table, 16, GuestRing.Indirect, 0);
                break;
            case "table too long": ring.SetDescriptor(0, Table, 17 * 16, GuestRing.Indirect); break;
            case "table of 17 bytes": ring.SetDescriptor(0, Table, 17, GuestRing.Indirect); break;
            case "table empty": ring.SetDescriptor(0, Table, 0, GuestRing.Indirect); break;
            case "table not ram": ring.SetDescriptor(0, Registers, 16, GuestRing.Indirect); break;
            case "table and next": ring.SetDescriptor(0, Table, 16, GuestRing.Indirect | GuestRing.Next, 1); break;
            default:
                ring.SetDescriptor(0, Table, 16, GuestRing.Indirect);
                ring.SetDescriptorAt(Table, Buffer, 1, GuestRing.Next, 1);
                break;
        }

        ring.SetDescriptor(9, Buffer, 4, GuestRing.Next, 10);
        ring.SetDescriptor(10, Buffer, 4, GuestRing.Write);
        ring.Offer(0);
        Send(9);
        Assert.Equal((0u, 0u), ring.Take());
        Assert.Equal((9u, 4u), ring.Take());
        Assert.Equal(1, device.Chains);
        Assert.False(device.IsBroken);
    }

    [Fact]
    public void An_indirect_descriptor_that_was_not_negotiated_is_a_bad_chain()
    {
        Begin(VirtioFeatures.None);
        ring.SetDescriptor(0, Table, 16, GuestRing.Indirect);
        Send(0);
        Assert.Equal((0u, 0u), ring.Take());
        Assert.Equal(0, device.Chains);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bad_rings_stop_the_device_until_a_reset_after_which_it_works(bool isIndexWrong)
    {
        Begin(VirtioFeatures.None);
        if (isIndexWrong) ring.SetAvailableIndex(17);
        else ring.Offer(16);
        Queue.Kick.Set();
        Assert.True(SpinWait.SpinUntil(() => device.IsBroken, 10_000));
        Assert.True(SpinWait.SpinUntil(() => transport.ConfigurationInterrupts == 1, 10_000));
        device.SetStatus(0);
        Assert.Equal(VirtioStatus.None, device.Status);
        GuestRing again = new(memory, Ram + 0x4_0000, 16);
        Begin(VirtioFeatures.None, again);
        again.SetDescriptor(0, Buffer, 4, GuestRing.Next, 1);
        again.SetDescriptor(1, Buffer, 4, GuestRing.Write);
        again.Offer(0);
        Queue.Kick.Set();
        Assert.Equal((0u, 4u), again.Take());
    }

    [Theory]
    [InlineData(0x10ul)]
    [InlineData(Registers)]
    [InlineData(Ram + 2)]
    [InlineData(Ram + RamSize - 64)]
    public void Rings_outside_of_ram_or_misaligned_stop_the_device(ulong descriptors)
    {
        SetFeatures(VirtioFeatures.None);
        (Queue.DescriptorArea, Queue.DriverArea, Queue.DeviceArea) = (descriptors, Ram + 0x1000, Ram + 0x2000);
        Queue.Enable();
        Assert.True(device.IsBroken);
        device.Reset();
        Assert.False(device.IsBroken);
    }

    [Fact]
    public void Queue_sizes_other_than_powers_of_two_up_to_the_maximum_are_refused()
    {
        Assert.False(Queue.TrySetSize(0));
        Assert.False(Queue.TrySetSize(3));
        Assert.False(Queue.TrySetSize(32));
        Assert.False(Queue.TrySetSize(0x1_0010));
        Assert.True(Queue.TrySetSize(1));
        Assert.True(Queue.TrySetSize(16));
    }

    [Fact]
    public void Features_that_are_not_offered_keep_features_ok_from_being_set()
    {
        device.SetStatus(3);
        lock (device.SyncRoot) device.SetDriverFeatures(ulong.MaxValue, 1ul << 60);
        device.SetStatus(11);
        Assert.Equal(3, (int)device.Status);
        lock (device.SyncRoot) device.SetDriverFeatures(ulong.MaxValue, (ulong)VirtioFeatures.Version1);
        device.SetStatus(11);
        Assert.Equal(11, (int)device.Status);
    }

    [Fact]
    public void A_queue_is_not_served_before_the_driver_is_set_up()
    {
        SetFeatures(VirtioFeatures.None);
        ring.Enable(Queue);
        ring.SetDescriptor(0, Buffer, 4, GuestRing.Write);
        Send(0);
        loop.Run(() => default);
        Assert.Equal(0, device.Chains);
        device.SetStatus(15);
        Assert.Equal((0u, 0u), ring.Take());
    }

    [Fact]
    public void Interrupts_are_not_sent_to_a_driver_that_wants_none()
    {
        Begin(VirtioFeatures.None);
        ring.SetAvailableFlags(1);
        ring.SetDescriptor(0, Buffer, 4, GuestRing.Write);
        Send(0);
        ring.Take();
        loop.Run(() => default);
        Assert.Equal(0, transport.QueueInterrupts);
    }

    [Fact]
    public void With_event_indices_the_interrupt_comes_at_the_used_entry_that_the_driver_names()
    {
        Begin(VirtioFeatures.EventIndex);
        ring.SetUsedEvent(2);
        ring.SetDescriptor(0, Buffer, 4, GuestRing.Write);
        for (int i = 1; i <= 4; i++)
        {
            Send(0);
            ring.Take();
            loop.Run(() => default);
            Assert.Equal(i >= 3 ? 1 : 0, transport.QueueInterrupts);
        }
    }

    [Fact]
    public void A_driver_that_adds_buffers_without_end_does_not_starve_the_loop()
    {
        Begin(VirtioFeatures.None);
        // The device starts in one turn of the loop, and looks at its queues in a later one.
        for (int i = 0; i < 3; i++) loop.Run(() => default);
        int before = device.Turns;
        ring.SetDescriptor(0, Buffer, 4, GuestRing.Write);
        int other = 0;
        bool isBetween = false;
        loop.Run(() =>
        {
            // The device takes no more than twice the queue's size in a turn, however many there are.
            device.Turn = () =>
            {
                for (int i = 0; i < 16; i++) ring.Offer(0);
                if (device.Turns == before + 2) isBetween = other == 1;
                if (device.Turns == before + 1) loop.Post(() => other++);
            };
            Queue.Kick.Set();
            Queue.Kick.Set();
            return default;
        });
        for (int i = 0; i < 16; i++) ring.Take();
        loop.Run(() => default);
        Assert.True(device.Turns > before);
        Assert.True(device.Turns == before + 1 || isBetween);
    }

    [Fact]
    public void Buffers_of_before_a_reset_do_not_reach_the_rings_of_after_it()
    {
        device.Keeps = true;
        Begin(VirtioFeatures.None);
        ring.SetDescriptor(0, Buffer, 4, GuestRing.Write);
        Send(0);
        Assert.True(SpinWait.SpinUntil(() => device.Kept.Count == 1, 10_000));
        device.SetStatus(0);
        Assert.Empty(device.Kept);
        Assert.Equal(0, ring.UsedIndex);
    }

    [Fact]
    public void In_a_drained_section_kicks_are_kept_and_the_queue_is_served_once_afterwards()
    {
        Begin(VirtioFeatures.None);
        // The device starts in one turn of the loop, and looks at its queues in a later one.
        for (int i = 0; i < 3; i++) loop.Run(() => default);
        int turns = device.Turns;
        loop.Run(() =>
        {
            device.BeginDrain();
            device.BeginDrain();
            return default;
        });
        ring.SetDescriptor(0, Buffer, 4, GuestRing.Write);
        Send(0);
        loop.Run(() =>
        {
            device.EndDrain();
            return default;
        });
        loop.Run(() => default);
        Assert.Equal(turns, device.Turns);
        loop.Run(() =>
        {
            device.EndDrain();
            return default;
        });
        Assert.Equal((0u, 0u), ring.Take());
        Assert.Equal(turns + 1, device.Turns);
    }

    [Fact]
    public void The_observer_is_told_of_what_the_device_has_written_before_the_driver_sees_it()
    {
        Observer observer = new(ring);
        memory.Observer = observer;
        Begin(VirtioFeatures.None);
        ring.SetDescriptor(0, Buffer, 4, GuestRing.Next, 1);
        ring.SetDescriptor(1, Buffer + 0x3000, 64, GuestRing.Write);
        ring.Offer(0);
        observer.IsArmed = true;
        Queue.Kick.Set();
        ring.Take();
        loop.Run(() => default);
        Assert.Contains((Buffer + 0x3000, 64ul, (ushort)0), observer.Seen);
    }

    private void Send(ushort head)
    {
        ring.Offer(head);
        Queue.Kick.Set();
    }

    private void SetFeatures(VirtioFeatures features)
    {
        device.SetStatus(3);
        lock (device.SyncRoot) device.SetDriverFeatures(ulong.MaxValue, (ulong)(features | VirtioFeatures.Version1));
        device.SetStatus(11);
    }

    private void Begin(VirtioFeatures features, GuestRing? other = null)
    {
        SetFeatures(features);
        (other ?? ring).Enable(Queue);
        device.SetStatus(15);
    }

    private sealed class Observer(GuestRing ring) : IStoreObserver
    {
        public List<(ulong Start, ulong Length, ushort UsedIndex)> Seen { get; } = [];

        public bool IsArmed { get; set; }

        public void NotifyStored(PhysicalAddress start, ulong length)
        {
            if (IsArmed) Seen.Add((start.Value, length, ring.UsedIndex));
        }
    }
}
