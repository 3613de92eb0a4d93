using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Virtio;
using Emu.Net;

namespace Emu.Devices.Tests.Virtio;

public sealed class VirtioNetTests : IDisposable
{
    private const ulong Ram = 0x8000_0000, RamSize = 0x40_0000, Buffers = Ram + 0x10_0000;
    private const ulong Checksum = 1, GuestChecksum = 2, GuestTcp4 = 1 << 7, HostTcp4 = 1 << 11, Merged = 1 << 15,
        Status = 1 << 16, Control = 1 << 17, Modes = 1 << 18, MacControl = 1 << 23, Version1 = 1ul << 32;

    private readonly AddressMap map = new();
    private readonly EventLoop loop = new(new MachineClock());
    private readonly EventLoop cable = new(new MachineClock(), "net");
    private readonly RecordingTransport transport = new();
    private readonly RecordingNetdev netdev;
    private readonly VirtioNet card;
    private readonly BusMemory memory;
    private readonly GuestRing receive, transmit, control;

    public VirtioNetTests()
    {
        netdev = new RecordingNetdev(cable);
        card = new VirtioNet { Netdev = netdev };
        map.AddRam("ram", new(Ram), RamSize);
        memory = new BusMemory(map);
        receive = new GuestRing(memory, Ram, 256);
        transmit = new GuestRing(memory, Ram + 0x1_0000, 256);
        control = new GuestRing(memory, Ram + 0x2_0000, 64);
        card.Connect(transport, memory, loop);
    }

    public void Dispose()
    {
        loop.Dispose();
        cable.Dispose();
        map.Dispose();
    }

    [Fact]
    public void The_card_runs_on_its_backends_loop()
    {
        Assert.Same(cable, card.Loop);
    }

    [Fact]
    public void An_announcement_says_where_the_card_is_as_often_as_it_was_asked_to()
    {
        _ = new NetAnnouncement(card, initial: 1, most: 2, rounds: 3, step: 1);
        Assert.True(SpinWait.SpinUntil(() => Count() == 3, TimeSpan.FromMinutes(1)));
        byte[] frame = netdev.Frames[2].Bytes;
        Assert.Equal(60, frame.Length);
        Assert.Equal("FFFFFFFFFFFF525400123456803500010800060400035254001234560000000052540012345600000000", Convert.ToHexString(frame.AsSpan(0, 42)));
        Assert.True(frame.AsSpan(42).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void An_announcement_that_is_stopped_says_nothing_more()
    {
        NetAnnouncement announcement = new(card, initial: int.MaxValue, most: int.MaxValue, rounds: 2, step: 0);
        Assert.True(SpinWait.SpinUntil(() => Count() == 1, TimeSpan.FromMinutes(1)));
        announcement.Stop();
        _ = new NetAnnouncement(card, 0, 0, rounds: 0, 0);
        cable.Run(() => default);
        Assert.Equal(1, Count());
    }

    [Fact]
    public void A_frame_goes_from_the_drivers_buffers_to_the_backend_without_its_header()
    {
        Begin(Version1);
        byte[] frame = Frame(100);
        Transmit(0, new byte[12], frame);
        Assert.Equal(0u, transmit.Take().Written);
        Assert.Equal(frame, Sent().Bytes);
    }

    [Fact]
    public void Frames_of_a_driver_that_has_not_yet_said_it_is_ready_are_sent_when_it_is_legacy()
    {
        Begin(0, isReady: false);
        Transmit(0, new byte[10], Frame(60));
        transmit.Take();
        Assert.Equal(60, Sent().Bytes.Length);
    }

    [Fact]
    public void A_large_segment_keeps_what_is_left_to_do()
    {
        Begin(Version1 | Checksum | HostTcp4);
        byte[] header = new byte[12];
        header[0] = 1;
        header[1] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 1460);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 34);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), 16);
        Transmit(0, header, Frame(40_000));
        transmit.Take();
        (byte[] bytes, NetOffload offload) = Sent();
        Assert.Equal(40_000, bytes.Length);
        Assert.True(offload.NeedsChecksum);
        Assert.Equal((NetSegmentation.Tcp4, 1460), (offload.Segmentation, offload.SegmentSize));
    }

    [Theory]
    [InlineData(1, 0, 0, 99, 0)] // A checksum behind the frame's end.
    [InlineData(1, 0, 0, 65535, 65535)]
    [InlineData(1, 1, 0, 34, 16)] // Segments of no bytes.
    [InlineData(0, 1, 1000, 34, 16)] // Segments without a checksum.
    [InlineData(1, 3, 1000, 34, 16)] // Fragments of UDP, which are not offered.
    [InlineData(1, 4, 1000, 34, 16)] // IPv6, which the driver has not accepted.
    [InlineData(1, 77, 1000, 34, 16)]
    public void A_header_that_lies_costs_the_frame_and_nothing_else(byte flags, byte kind, ushort size, ushort start, ushort offset)
    {
        Begin(Version1 | Checksum | HostTcp4);
        byte[] header = new byte[12];
        header[0] = flags;
        header[1] = kind;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), size);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), start);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), offset);
        Transmit(0, header, Frame(100));
        transmit.Take();
        Transmit(4, new byte[12], Frame(50));
        transmit.Take();
        Assert.Equal(50, Sent().Bytes.Length);
        Assert.False(card.IsBroken);
    }

    [Fact]
    public void What_is_too_short_or_too_long_for_a_frame_is_given_back()
    {
        Begin(Version1);
        Transmit(0, new byte[4], []);
        transmit.Take();
        Transmit(2, new byte[12], Frame(13));
        transmit.Take();
        Transmit(4, new byte[12], Frame(70_000));
        transmit.Take();
        Assert.Empty(netdev.Frames);
    }

    [Fact]
    public void A_backend_without_room_gets_the_same_frame_again_when_it_has_room()
    {
        Begin(Version1);
        netdev.HasRoom = false;
        Transmit(0, new byte[12], Frame(80));
        Thread.Sleep(30);
        Assert.Equal(0, transmit.UsedIndex);
        netdev.MakeRoom();
        transmit.Take();
        Assert.Equal(80, Sent().Bytes.Length);
    }

    [Fact]
    public void A_frame_spreads_over_as_many_buffers_as_it_needs()
    {
        Begin(Version1 | Merged);
        for (ushort i = 0; i < 4; i++) Offer(i, 600);
        byte[] frame = Frame(1500);
        Assert.True(netdev.SendToCard(frame));
        (uint Head, uint Written)[] used = [receive.Take(), receive.Take(), receive.Take()];
        Assert.Equal([600u, 600u, 312u], used.Select(each => each.Written));
        byte[] received = new byte[1512];
        for (int i = 0; i < 3; i++)
            memory.TryRead(Buffers + ((ulong)i * 0x1000), received.AsSpan(i * 600, (int)used[i].Written));
        Assert.Equal(3, BinaryPrimitives.ReadUInt16LittleEndian(received.AsSpan(10)));
        Assert.Equal(frame, received[12..]);
    }

    [Fact]
    public void A_driver_without_buffers_holds_the_backend_back_until_it_has_some()
    {
        Begin(Version1 | Merged);
        Offer(0, 600);
        Assert.False(netdev.SendToCard(Frame(1500)));
        Assert.Equal(0, receive.UsedIndex);
        for (ushort i = 1; i < 4; i++) Offer(i, 600);
        card.Queues[0].Kick.Set();
        Assert.True(SpinWait.SpinUntil(() => netdev.TimesReady > 0, 10_000));
        Assert.True(netdev.SendToCard(Frame(1500)));
        receive.Take();
    }

    [Fact]
    public void A_buffer_that_is_too_small_for_a_frame_is_given_back_empty()
    {
        Begin(Version1);
        Offer(0, 600);
        Assert.True(netdev.SendToCard(Frame(1500)));
        Assert.Equal(0u, receive.Take().Written);
        Offer(1, 5);
        Assert.True(netdev.SendToCard(Frame(60)));
        Assert.Equal(0u, receive.Take().Written);
        Assert.False(card.IsBroken);
    }

    [Fact]
    public void A_driver_gets_unfinished_frames_only_when_it_has_said_that_it_takes_them()
    {
        Begin(Version1 | Merged | GuestChecksum);
        Offer(0, 2000);
        NetOffload large = new() { NeedsChecksum = true, Segmentation = NetSegmentation.Tcp4, SegmentSize = 1000 };
        Assert.True(netdev.SendToCard(Frame(1500), large));
        Assert.True(netdev.SendToCard(Frame(1400), new NetOffload { NeedsChecksum = true, ChecksumStart = 34 }));
        Assert.Equal(1412u, receive.Take().Written);
    }

    [Fact]
    public void Without_a_driver_frames_are_lost()
    {
        Assert.True(netdev.SendToCard(Frame(100)));
    }

    [Fact]
    public void The_driver_chooses_which_frames_it_gets()
    {
        Begin(Version1 | Control | Modes);
        Assert.Equal(0, Command([0, 0, 0]));
        Offer(0, 2000);
        byte[] other = Frame(60);
        other[0] = 0x52;
        Assert.True(netdev.SendToCard(other));
        card.CurrentMac.Write(other);
        Assert.True(netdev.SendToCard(other));
        receive.Take();
        Assert.Equal(1, receive.UsedIndex);
    }

    [Fact]
    public void Which_frames_the_driver_wants_is_described_and_its_first_change_is_told()
    {
        int told = 0;
        card.FilterChanged = () => told++;
        Begin(Version1 | Control | Modes);
        ReceiveFilter before = Describe();
        Assert.Equal((true, true, ReceiveMode.Normal, ReceiveMode.All), (before.IsPromiscuous, before.TakesBroadcast, before.Multicast, before.Vlans));
        Assert.Equal(4096, before.VlanTable.Count);
        Assert.Equal(0, Command([0, 0, 0]));
        Assert.Equal(0, Command([0, 1, 1]));
        Assert.Equal(0, Command([1, 0, 1, 0, 0, 0, 2, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0x33, 0x33, 0, 0, 0, 1]));
        Assert.Equal(1, told);
        ReceiveFilter after = Describe();
        Assert.Equal((false, ReceiveMode.All, ReceiveMode.Normal), (after.IsPromiscuous, after.Multicast, after.Unicast));
        Assert.Equal("02:01:01:01:01:01", Assert.Single(after.UnicastTable).ToString());
        Assert.Equal("33:33:00:00:00:01", Assert.Single(after.MulticastTable).ToString());
        Assert.Equal(0, Command([0, 0, 1]));
        Assert.Equal(2, told);

        ReceiveFilter Describe()
        {
            ReceiveFilter? filter = null;
            cable.Run(() =>
            {
                filter = card.DescribeFilter();
                return default;
            });
            return filter!;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0099")]
    [InlineData("010000000000ffffffff")]
    [InlineData("0100ffffffff")]
    [InlineData("0101112233445566")]
    [InlineData("0500ffffffffffffffff")]
    [InlineData("77")]
    public void A_command_that_makes_no_sense_is_refused(string command)
    {
        Begin(Version1 | Control | Modes);
        Assert.Equal(1, Command(Convert.FromHexString(command)));
        Assert.False(card.IsBroken);
    }

    [Fact]
    public void The_driver_sets_the_cards_address_until_the_reset()
    {
        Begin(Version1 | Control | MacControl);
        MacAddress before = card.CurrentMac;
        Assert.Equal(0, Command([1, 1, 2, 2, 3, 4, 5, 6]));
        Assert.Equal("02:02:03:04:05:06", card.CurrentMac.ToString());
        card.Reset();
        Assert.Equal(before, card.CurrentMac);
    }

    [Fact]
    public void A_link_that_goes_down_is_said()
    {
        Begin(Version1 | Status);
        byte[] status = new byte[2];
        lock (card.SyncRoot) card.ReadConfiguration(6, status);
        Assert.Equal(1, status[0]);
        cable.Run(() =>
        {
            netdev.IsLinkUp = false;
            return default;
        });
        lock (card.SyncRoot) card.ReadConfiguration(6, status);
        Assert.Equal(0, status[0]);
        Assert.Equal(1, transport.ConfigurationInterrupts);
    }

    [Fact]
    public void What_the_backend_cannot_do_is_not_offered()
    {
        netdev.Features = NetFeatures.None;
        Assert.Equal(0ul, card.OfferedFeatures & (Checksum | HostTcp4));
        netdev.Features = NetFeatures.All;
        Assert.Equal(Checksum | HostTcp4, card.OfferedFeatures & (Checksum | HostTcp4));
    }

    private static byte[] Frame(int length)
    {
        byte[] frame = new byte[length];
        new Random(length).NextBytes(frame);
        if (length > 0) frame[0] &= 0xfe;
        return frame;
    }

    private void Begin(ulong features, bool isReady = true)
    {
        card.SetStatus(1 | 2);
        lock (card.SyncRoot) card.SetDriverFeatures(ulong.MaxValue, features);
        if ((features & Version1) != 0) card.SetStatus(1 | 2 | 8);
        lock (card.SyncRoot)
        {
            receive.Enable(card.Queues[0]);
            transmit.Enable(card.Queues[1]);
            control.Enable(card.Queues[2]);
        }

        if (isReady) card.SetStatus((byte)((byte)card.Status | 4));
    }

    private void Offer(ushort index, uint length)
    {
        receive.SetDescriptor(index, Buffers + (index * 0x1000ul), length, GuestRing.Write);
        receive.Offer(index);
    }

    private void Transmit(ushort index, byte[] header, byte[] frame)
    {
        ulong at = Buffers + 0x10_0000;
        memory.TryWrite(at, header);
        memory.TryWrite(at + 0x100, frame);
        transmit.SetDescriptor(index, at, (uint)header.Length, frame.Length > 0 ? GuestRing.Next : (ushort)0, (ushort)(index + 1));
        transmit.SetDescriptor(index + 1, at + 0x100, (uint)frame.Length);
        transmit.Offer(index);
        card.Queues[1].Kick.Set();
    }

    private byte Command(byte[] command)
    {
        ulong at = Buffers + 0x20_0000;
        memory.TryWrite(at, command);
        memory.TryWrite(at + 0x1000, [0x55]);
        control.SetDescriptor(0, at, (uint)command.Length, GuestRing.Next, 1);
        control.SetDescriptor(1, at + 0x1000, 1, GuestRing.Write);
        control.Offer(0);
        card.Queues[2].Kick.Set();
        control.Take();
        byte[] answer = new byte[1];
        memory.TryRead(at + 0x1000, answer);
        return answer[0];
    }

    private int Count()
    {
        lock (netdev.Frames) return netdev.Frames.Count;
    }

    private (byte[] Bytes, NetOffload Offload) Sent()
    {
        Assert.True(SpinWait.SpinUntil(() =>
        {
            lock (netdev.Frames) return netdev.Frames.Count > 0;
        }, 10_000));
        lock (netdev.Frames) return Assert.Single(netdev.Frames);
    }
}
