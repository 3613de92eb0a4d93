using System.Buffers.Binary;
using System.Text;
using Emu.Core.Tracing;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>DHCP and BOOTP for IPv4 (RFC 2131, RFC 2132, RFC 951): sixteen addresses, the same one for a card each
/// time.</summary>
internal sealed class DhcpServer
{
    private const int FixedLength = 236, LeastLength = FixedLength, ReplyLength = 1024;
    private const byte Request = 1, Reply = 2;
    private const uint Cookie = 0x6382_5363, LeaseSeconds = 86400;
    private const ushort ServerPort = 67, ClientPort = 68;

    // Message types.
    private const byte Discover = 1, Offer = 2, Requested = 3, Decline = 4, Acknowledge = 5, Refuse = 6, Release = 7,
        Inform = 8;

    // Options.
    private const byte Pad = 0, Mask = 1, RouterOption = 3, Dns = 6, HostName = 12, DomainName = 15, Address = 50,
        LeaseTime = 51, Type = 53, Server = 54, TftpServer = 66, Search = 119, End = 255;

    private readonly UserNetwork network;
    private readonly byte[]? hostName, domainName, tftpServer, bootFile, search;
    private readonly MacAddress[] leases = new MacAddress[UserAddresses.Leases];
    private readonly byte[] reply = GC.AllocateUninitializedArray<byte>(ReplyLength, pinned: true);
    private int replyLength;

    public DhcpServer(UserNetwork network, UserNetSettings settings)
    {
        this.network = network;
        hostName = Text("hostname", settings.HostName, 255);
        domainName = Text("domainname", settings.DomainName, 255);
        tftpServer = Text("tftp-server-name", settings.TftpServerName, 255);
        bootFile = Text("bootfile", settings.BootFile, 127);
        search = settings.DnsSearch.Count == 0 ? null : DomainNames.Encode(settings.DnsSearch);
        if (settings.DomainName is { Length: 0 })
            throw new NetException(NetError.BadValue, "'domainname' parameter cannot be empty");
        int total = (hostName?.Length ?? 0) + (domainName?.Length ?? 0) + (tftpServer?.Length ?? 0) + (search?.Length ?? 0);
        if (total > ReplyLength - FixedLength - 100)
            throw new NetException(NetError.BadValue, "the names for DHCP are too long to fit into one answer");
    }

    /// <summary>A message of a guest's client.</summary>
    /// <param name="mac">The card that sent it.</param>
    /// <param name="message">The datagram's payload.</param>
    public void Receive(MacAddress mac, ReadOnlySpan<byte> message)
    {
        if (message.Length < LeastLength || message[0] != Request || message[1] != 1 || message[2] != MacAddress.Length)
            return;
        MacAddress client = MacAddress.Read(message[28..]);
        InternetAddress current = InternetAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(message[12..]));
        ReadOptions(message, out byte type, out InternetAddress wanted, out InternetAddress server);
        if (server != default && server != network.Addresses.Host) return;
        if (type is Decline or Release)
        {
            int held = Array.IndexOf(leases, client);
            if (held >= 0) leases[held] = default;
            return;
        }

        if (type is not (0 or Discover or Requested or Inform)) return;
        InternetAddress asked = wanted != default ? wanted : current;
        InternetAddress given = type == Inform ? current : Choose(client, asked, isBinding: type == Requested);
        Begin(message);
        if (given == default)
        {
            if (type != Requested) return;
            AddOption(Type, [Refuse]);
            AddAddress(Server, network.Addresses.Host.V4);
        }
        else Describe(type, given);
        Finish(mac, client, type, given);
    }

    private static void ReadOptions(
        ReadOnlySpan<byte> message, out byte type, out InternetAddress wanted, out InternetAddress server)
    {
        type = 0;
        wanted = server = default;
        if (message.Length < FixedLength + 4
            || BinaryPrimitives.ReadUInt32BigEndian(message[FixedLength..]) != Cookie)
            return;
        ReadOnlySpan<byte> options = message[(FixedLength + 4)..];
        while (options.Length > 0 && options[0] != End)
        {
            if (options[0] == Pad)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < 2 || options.Length < options[1] + 2) return;
            ReadOnlySpan<byte> value = options.Slice(2, options[1]);
            if (options[0] == Type && value.Length == 1) type = value[0];
            if (options[0] == Address && value.Length == 4)
                wanted = InternetAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(value));
            if (options[0] == Server && value.Length == 4)
                server = InternetAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(value));
            options = options[(options[1] + 2)..];
        }
    }

    /// <summary>The address for a card; none when it wants one that it cannot have, or all are given out.</summary>
    private InternetAddress Choose(MacAddress client, InternetAddress asked, bool isBinding)
    {
        int place = Array.IndexOf(leases, client);
        uint first = network.Addresses.FirstLease.V4;
        int wanted = asked.IsV4 && asked.V4 - first < leases.Length ? (int)(asked.V4 - first) : -1;
        if (isBinding && asked != default && asked.V4 != 0)
        {
            if (wanted < 0 || (leases[wanted] != default && leases[wanted] != client)) return default;
            if (place >= 0) leases[place] = default;
            place = wanted;
        }

        if (place < 0 && wanted >= 0 && leases[wanted] == default) place = wanted;
        if (place < 0) place = Array.IndexOf(leases, default);
        if (place < 0) return default;
        InternetAddress given = InternetAddress.FromV4(first + (uint)place);
        if (!network.Addresses.Contains(given) || network.Router.IsOurs(given)) return default;
        leases[place] = client;
        return given;
    }

    private void Begin(ReadOnlySpan<byte> message)
    {
        Span<byte> bytes = reply;
        bytes.Clear();
        bytes[0] = Reply;
        bytes[1] = 1;
        bytes[2] = MacAddress.Length;
        // The transaction's number, the flags, a relay's address, the card's address.
        message[4..8].CopyTo(bytes[4..]);
        message[10..12].CopyTo(bytes[10..]);
        message[24..44].CopyTo(bytes[24..]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[FixedLength..], Cookie);
        replyLength = FixedLength + 4;
    }

    private void Describe(byte type, InternetAddress given)
    {
        UserAddresses addresses = network.Addresses;
        Span<byte> bytes = reply;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[(type == Inform ? 12 : 16)..], given.V4);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[20..], addresses.Host.V4);
        bootFile?.CopyTo(bytes[108..]);
        if (type != 0)
        {
            AddOption(Type, [type == Discover ? Offer : Acknowledge]);
            AddAddress(Server, addresses.Host.V4);
            if (type != Inform) AddAddress(LeaseTime, LeaseSeconds);
        }

        AddAddress(Mask, addresses.Mask);
        if (!network.Router.IsRestricted)
        {
            AddAddress(RouterOption, addresses.Host.V4);
            AddAddress(Dns, addresses.Dns.V4);
        }

        AddOption(HostName, hostName);
        AddOption(DomainName, domainName);
        AddOption(TftpServer, tftpServer);
        // RFC 3396: what is longer than an option goes into several.
        for (int from = 0; search is not null && from < search.Length; from += 255)
            AddOption(Search, search.AsSpan(from, Math.Min(255, search.Length - from)));
    }

    private void Finish(MacAddress mac, MacAddress client, byte type, InternetAddress given)
    {
        if (EventTrace.IsOn && TraceEvents.DhcpReply.IsEnabled) TraceEvents.DhcpReply.Write($"{client}", type, $"{given}");
        reply[replyLength++] = End;
        // BOOTP's answers have a fixed length (RFC 951 3).
        int length = Math.Max(replyLength, 300);
        if (given != default && type is Requested or 0) network.Learn(given, client);
        InternetAddress to = type == Inform ? given : InternetAddress.FromV4(uint.MaxValue);
        Span<IoSegment> piece = [HostSegments.Of(reply, 0, length)];
        Span<byte> header = stackalloc byte[UdpHeader.Length];
        UdpHeader.Write(header, ServerPort, ClientPort, length);
        network.Output.SendTo(mac, network.Addresses.Host, to, IpProtocol.Udp, header, piece, UdpHeader.ChecksumAt);
    }

    private void AddAddress(byte option, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        AddOption(option, bytes);
    }

    private void AddOption(byte option, ReadOnlySpan<byte> value)
    {
        if (value.Length == 0) return;
        reply[replyLength] = option;
        reply[replyLength + 1] = (byte)value.Length;
        value.CopyTo(reply.AsSpan(replyLength + 2));
        replyLength += value.Length + 2;
    }

    private static byte[]? Text(string option, string? text, int most)
    {
        if (text is null) return null;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= most ? bytes
            : throw new NetException(NetError.BadValue, $"'{option}' parameter cannot exceed {most} bytes");
    }
}
