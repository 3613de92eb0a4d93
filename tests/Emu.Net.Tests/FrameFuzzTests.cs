using Emu.Host;
using Emu.Net.User;
using Xunit.Abstractions;

namespace Emu.Net.Tests;

/// <summary>Frames that no honest guest sends. The long form is the same with EMU_FUZZ_FRAMES set.</summary>
public sealed class FrameFuzzTests(ITestOutputHelper log)
{
    private const int UsualFrames = 20_000;

    [Fact]
    public void Random_frames_neither_throw_nor_fill_memory()
    {
        int seed = Environment.TickCount, count = Frames;
        log.WriteLine($"seed {seed}, {count} frames");
        using UserNetworkFixture net = new(new UserNetSettings { Tftp = "/nowhere", Loopback = false });
        Random random = new(seed);
        byte[][] samples = Samples();
        net.Do(() =>
        {
            for (int i = 0; i < count; i++)
            {
                byte[] frame = (byte[])samples[random.Next(samples.Length)].Clone();
                Spoil(random, ref frame);
                NetOffload offload = random.Next(4) == 0 ? new NetOffload
                {
                    NeedsChecksum = random.Next(2) == 0,
                    Segmentation = (NetSegmentation)random.Next(4),
                    SegmentSize = (ushort)random.Next(65536),
                    ChecksumStart = (ushort)random.Next(65536),
                    ChecksumOffset = (ushort)random.Next(65536),
                } : new NetOffload { IsChecksumValid = random.Next(2) == 0 };
                net.Guest.HasRoom = random.Next(10) != 0;
                net.Guest.Send(frame, offload);
                if (random.Next(3) == 0) net.Guest.SendDone();
                if (net.Guest.HasRoom) net.Guest.MakeRoom();
                net.Guest.Frames.Clear();
                Assert.InRange(net.Network.Tcp.Count, 0, TcpLayer.MostConnections);
                Assert.InRange(net.Network.Udp.Count, 0, UdpLayer.MostSessions);
            }

            return 0;
        });
    }

    [Fact]
    public void More_connections_than_the_table_holds_are_refused()
    {
        using UserNetworkFixture net = new(new UserNetSettings { Restrict = true });
        net.Send(GuestFrames.Arp(GuestFrames.Host));
        for (int i = 0; i < 2 * UdpLayer.MostSessions; i++)
            net.Send(GuestFrames.Udp(GuestFrames.Host, (ushort)(1000 + i), 9, [1]));
        Assert.Equal(0, net.Network.Udp.Count);
    }

    [Fact]
    public void Fragments_in_any_order_make_one_datagram_and_overlapping_ones_none()
    {
        int seed = Environment.TickCount;
        log.WriteLine($"seed {seed}");
        Random random = new(seed);
        using UserNetworkFixture net = new();
        net.Send(GuestFrames.Arp(GuestFrames.Host));
        for (int round = 0; round < 50; round++)
        {
            byte[] payload = new byte[random.Next(1, 3000)];
            random.NextBytes(payload);
            byte[] ping = GuestFrames.Ping(GuestFrames.Host, payload)[34..];
            List<byte[]> fragments = [];
            int step = 8 * random.Next(1, 60);
            for (int at = 0; at < ping.Length; at += step)
            {
                int here = Math.Min(step, ping.Length - at);
                ushort place = (ushort)(at / 8 | (at + here < ping.Length ? 0x2000 : 0));
                fragments.Add(GuestFrames.Ip(
                    GuestFrames.Address, GuestFrames.Host, 1, ping.AsSpan(at, here), place, (ushort)(100 + round)));
            }

            bool isDoubled = random.Next(2) == 0 && fragments.Count > 1;
            byte[][] order = [.. fragments.OrderBy(_ => random.Next())];
            // The first one twice, before the last: an overlap.
            if (isDoubled) order = [order[0], .. order];
            List<byte[]> replies = net.Send(order);
            if (isDoubled) Assert.Empty(replies);
            else Assert.NotEmpty(replies);
        }
    }

    private static int Frames =>
        int.TryParse(Environment.GetEnvironmentVariable("EMU_FUZZ_FRAMES"), out int count) ? count : UsualFrames;

    private static byte[][] Samples()
    {
        InternetAddress linkLocal = new(0xfe80_0000_0000_0000, 0x15), prefix = new(0xfec0_0000_0000_0000, 0x15);
        InternetAddress hostV6 = new(0xfec0_0000_0000_0000, 2), nodes = new(0xff02_0000_0000_0000, 2);
        return
        [
            GuestFrames.Arp(GuestFrames.Host),
            GuestFrames.Ping(GuestFrames.Host, new byte[40]),
            GuestFrames.Dhcp(1), GuestFrames.Dhcp(3, GuestFrames.Address),
            GuestFrames.Udp(GuestFrames.Host, 2000, 69, "\0\u0001a\0octet\0blksize\0001000\0"u8),
            GuestFrames.Udp(GuestFrames.Host, 2000, 9, new byte[100]),
            GuestFrames.Tcp(GuestFrames.Host, 1000, 9, 1, 0, 2, 1000, []),
            GuestFrames.Tcp(GuestFrames.Host, 1000, 9, 2, 1, 16, 1000, new byte[500]),
            GuestFrames.Ip(GuestFrames.Address, GuestFrames.Host, 17, new byte[64], 0x2000),
            GuestFrames.Ip(GuestFrames.Address, GuestFrames.Host, 17, new byte[64], 8),
            GuestFrames.IpV6(linkLocal, nodes, 58, [133, 0, 0, 0, 0, 0, 0, 0], 2),
            GuestFrames.IpV6(prefix, hostV6, 58, [128, 0, 0, 0, 0, 1, 0, 1, 5, 5], 2),
            GuestFrames.IpV6(linkLocal, new(0xff02_0000_0000_0000, 0x1_0002), 17,
                [2, 34, 2, 35, 0, 16, 0, 0, 11, 1, 2, 3, 0, 6, 0, 0], 6),
            GuestFrames.IpV6(prefix, hostV6, 44, [17, 0, 0, 1, 0, 0, 0, 9, 1, 1, 1, 1, 1, 1, 1, 1], 12),
            GuestFrames.IpV6(prefix, hostV6, 0, [6, 0, 1, 4, 0, 0, 0, 0, .. new byte[20]], 24),
        ];
    }

    private static void Spoil(Random random, ref byte[] frame)
    {
        for (int i = random.Next(6); i > 0; i--)
        {
            // The headers are where it hurts.
            int at = random.Next(Math.Min(frame.Length, random.Next(2) == 0 ? 60 : frame.Length));
            frame[at] = random.Next(3) switch { 0 => 0, 1 => 0xff, _ => (byte)random.Next(256) };
        }

        int length = random.Next(5) switch
        {
            0 => random.Next(1, frame.Length + 1),
            1 => frame.Length + random.Next(3000),
            _ => frame.Length,
        };
        Array.Resize(ref frame, length);
        // Half of the spoilt IPv4 headers have a good checksum all the same.
        if (random.Next(2) == 0 || frame.Length < 34 || frame[12] != 8 || frame[13] != 0) return;
        frame[24] = frame[25] = 0;
        InternetChecksum checksum = default;
        checksum.Add(frame.AsSpan(14, Math.Min(frame.Length - 14, (frame[14] & 15) * 4)));
        (frame[24], frame[25]) = ((byte)(checksum.Value >> 8), (byte)checksum.Value);
    }
}
