using System.Buffers.Binary;
using Emu.Host;
using Emu.Net.User;

namespace Emu.Net.Tests;

/// <summary>Frames as a guest at 10.0.2.15 makes them, checksums and all.</summary>
internal static class GuestFrames
{
    public static MacAddress Mac { get; } = new(0x5254_0012_3456);

    public static MacAddress Gateway { get; } = new(0x5255_0a00_0202);

    public static InternetAddress Address { get; } = InternetAddress.FromV4(0x0a00_020f);

    public static InternetAddress Host { get; } = InternetAddress.FromV4(0x0a00_0202);

    public static byte[] Ethernet(MacAddress to, ushort type, ReadOnlySpan<byte> body)
    {
        byte[] frame = new byte[14 + body.Length];
        to.Write(frame);
        Mac.Write(frame.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), type);
        body.CopyTo(frame.AsSpan(14));
        return frame;
    }

    public static byte[] Arp(InternetAddress target)
    {
        byte[] body = new byte[28];
        Convert.FromHexString("0001080006040001").CopyTo(body, 0);
        Mac.Write(body.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(14), Address.V4);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(24), target.V4);
        return Ethernet(MacAddress.Broadcast, 0x806, body);
    }

    public static byte[] Ip(InternetAddress from, InternetAddress to, byte protocol, ReadOnlySpan<byte> transport,
        ushort fragment = 0, ushort identification = 7)
    {
        byte[] packet = new byte[20 + transport.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), identification);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), fragment);
        packet[8] = 64;
        packet[9] = protocol;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(12), from.V4);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(16), to.V4);
        InternetChecksum checksum = default;
        checksum.Add(packet.AsSpan(0, 20));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), checksum.Value);
        transport.CopyTo(packet.AsSpan(20));
        return Ethernet(to.V4 == uint.MaxValue ? MacAddress.Broadcast : Gateway, 0x800, packet);
    }

    public static byte[] UdpPayload(InternetAddress from, InternetAddress to, ushort source, ushort destination,
        ReadOnlySpan<byte> payload)
    {
        byte[] bytes = new byte[8 + payload.Length];
        UdpHeader.Write(bytes, source, destination, payload.Length);
        payload.CopyTo(bytes.AsSpan(8));
        Sum(from, to, 17, bytes, 6);
        return bytes;
    }

    public static byte[] Udp(InternetAddress to, ushort source, ushort destination, ReadOnlySpan<byte> payload) =>
        Ip(Address, to, 17, UdpPayload(Address, to, source, destination, payload));

    public static byte[] Tcp(InternetAddress to, ushort source, ushort destination, uint sequence, uint acknowledged,
        byte flags, ushort window, ReadOnlySpan<byte> payload)
    {
        byte[] bytes = new byte[20 + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, source);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), destination);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), acknowledged);
        bytes[12] = 5 << 4;
        bytes[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(14), window);
        payload.CopyTo(bytes.AsSpan(20));
        Sum(Address, to, 6, bytes, 16);
        return Ip(Address, to, 6, bytes);
    }

    public static byte[] Ping(InternetAddress to, ReadOnlySpan<byte> payload)
    {
        byte[] bytes = new byte[8 + payload.Length];
        bytes[0] = 8;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), 0x1234);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), 1);
        payload.CopyTo(bytes.AsSpan(8));
        InternetChecksum checksum = default;
        checksum.Add(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), checksum.Value);
        return Ip(Address, to, 1, bytes);
    }

    public static byte[] Dhcp(byte type, InternetAddress wanted = default)
    {
        byte[] message = new byte[300];
        message[0] = 1;
        message[1] = 1;
        message[2] = 6;
        message[4] = 0x77;
        Mac.Write(message.AsSpan(28));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(236), 0x6382_5363);
        message[240] = 53;
        message[241] = 1;
        message[242] = type;
        int at = 243;
        if (wanted != default)
        {
            message[at] = 50;
            message[at + 1] = 4;
            BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(at + 2), wanted.V4);
            at += 6;
        }

        message[at] = 255;
        InternetAddress any = InternetAddress.FromV4(0), all = InternetAddress.FromV4(uint.MaxValue);
        return Ip(any, all, 17, UdpPayload(any, all, 68, 67, message));
    }

    /// <summary>A frame of IPv6 from a guest's own address of the link.</summary>
    public static byte[] IpV6(InternetAddress from, InternetAddress to, byte protocol, ReadOnlySpan<byte> transport, int checksumAt)
    {
        byte[] packet = new byte[40 + transport.Length];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)transport.Length);
        packet[6] = protocol;
        packet[7] = 255;
        from.WriteV6(packet.AsSpan(8));
        to.WriteV6(packet.AsSpan(24));
        transport.CopyTo(packet.AsSpan(40));
        Sum(from, to, protocol, packet.AsSpan(40), checksumAt);
        return Ethernet(to.IsMulticast ? new(0x3333UL << 32 | (uint)to.Low) : Gateway, 0x86dd, packet);
    }

    private static void Sum(InternetAddress from, InternetAddress to, byte protocol, Span<byte> bytes, int at)
    {
        InternetChecksum checksum = default;
        checksum.AddPseudoHeader(from, to, protocol, bytes.Length);
        checksum.Add(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], checksum.Value);
    }
}
