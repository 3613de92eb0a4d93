using Emu.Host;

namespace Emu.Net.User;

/// <summary>ICMP for IPv4 (RFC 792): echo, and the errors that a guest is told.</summary>
internal sealed class Icmp(UserNetwork network)
{
    /// <summary>Codes of "destination unreachable".</summary>
    public const byte NetworkUnreachable = 0, HostUnreachable = 1, PortUnreachable = 3, Prohibited = 13;

    private const byte EchoReply = 0, Unreachable = 3, Echo = 8;
    private const int HeaderLength = 8, MostQuoted = 548;

    public void Receive(in IpPacket packet)
    {
        ReadOnlySpan<byte> bytes = packet.Head;
        InternetChecksum checksum = default;
        checksum.Add(bytes);
        if (bytes.Length < HeaderLength || checksum.Sum != 0xffff || bytes[0] != Echo || bytes[1] != 0) return;
        if (network.Router.IsOurs(packet.Destination))
            SendEcho(packet.Destination, packet.Source, bytes[4..8], bytes[HeaderLength..]);
        else if (packet.Destination.IsMulticast || packet.Destination == network.Addresses.Broadcast) return;
        else if (!network.Router.TryRoute(new(packet.Destination, 1), out HostEndpoint target)
            || !network.Pings.TrySend(packet, target.Address))
            SendUnreachable(packet.Source, Prohibited, packet.Quote);
    }

    /// <summary>Answers a ping, on behalf of the host that was asked.</summary>
    /// <param name="from">Who answers.</param>
    /// <param name="to">The guest.</param>
    /// <param name="numbers">The identifier and the sequence number, four bytes.</param>
    /// <param name="payload">What the question carried.</param>
    public void SendEcho(InternetAddress from, InternetAddress to, ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        header[0] = EchoReply;
        header[1] = header[2] = header[3] = 0;
        numbers.CopyTo(header[4..]);
        network.SendCopied(from, to, IpProtocol.Icmp, header, payload, checksumAt: 2);
    }

    /// <summary>Tells the guest why a packet went nowhere.</summary>
    /// <param name="to">The guest.</param>
    /// <param name="code">The reason.</param>
    /// <param name="quote">The packet's IP header and what follows it.</param>
    public void SendUnreachable(InternetAddress to, byte code, ReadOnlySpan<byte> quote)
    {
        if (quote.Length == 0 || to.IsAny) return;
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        header[0] = Unreachable;
        header[1] = code;
        network.SendCopied(network.Addresses.Host, to, IpProtocol.Icmp, header,
            quote[..Math.Min(quote.Length, MostQuoted)], checksumAt: 2);
    }
}
