using System.Buffers.Binary;
using System.Text;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>Stateless DHCP for IPv6 (RFC 8415 18.3.6): no addresses, which the guest makes itself, but what goes with
/// them.</summary>
internal sealed class DhcpV6Server(UserNetwork network, UserNetSettings settings)
{
    private const byte ReplyType = 7, InformationRequest = 11;
    private const ushort ClientIdOption = 1, ServerIdOption = 2, RequestOption = 6, DnsOption = 23, DomainOption = 24,
        BootFileOption = 59;

    private const ushort ServerPort = 547;
    private const int ReplyLength = 1200, MostClientId = 130;

    private readonly byte[]? search = settings.DnsSearch.Count == 0 ? null : DomainNames.Encode(settings.DnsSearch);
    private readonly byte[]? bootFile = settings.BootFile is null || settings.Tftp is null ? null
        : Encoding.UTF8.GetBytes($"tftp://[{network.Addresses.HostV6}]/{settings.BootFile}");

    private readonly byte[] reply = GC.AllocateUninitializedArray<byte>(ReplyLength, pinned: true);
    private int replyLength;

    public void Receive(HostEndpoint client, ReadOnlySpan<byte> message)
    {
        if (message.Length < 4 || message[0] != InformationRequest || !client.Address.IsLinkLocalV6) return;
        ReadOnlySpan<byte> clientId = default, requested = default;
        for (ReadOnlySpan<byte> options = message[4..]; options.Length >= 4;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(options[2..]);
            if (length > options.Length - 4) return;
            ReadOnlySpan<byte> value = options.Slice(4, length);
            ushort option = BinaryPrimitives.ReadUInt16BigEndian(options);
            if (option == ClientIdOption && length <= MostClientId) clientId = value;
            if (option == RequestOption) requested = value;
            options = options[(4 + length)..];
        }

        reply[0] = ReplyType;
        message[1..4].CopyTo(reply.AsSpan(1));
        replyLength = 4;
        Add(ClientIdOption, clientId);
        // A DUID made of the Ethernet address (RFC 8415 11.4).
        Span<byte> own = stackalloc byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(own, 3);
        BinaryPrimitives.WriteUInt16BigEndian(own[2..], 1);
        network.Output.Mac.Write(own[4..]);
        Add(ServerIdOption, own);
        for (int i = 0; i + 1 < requested.Length && i < 64; i += 2)
            AddRequested(BinaryPrimitives.ReadUInt16BigEndian(requested[i..]));
        Span<IoSegment> piece = [HostSegments.Of(reply, 0, replyLength)];
        network.Udp.Send(new(UserAddresses.RouterV6, ServerPort), client, piece, replyLength);
    }

    private void AddRequested(ushort option)
    {
        Span<byte> address = stackalloc byte[16];
        network.Addresses.DnsV6.WriteV6(address);
        if (option == DnsOption && !network.Router.IsRestricted) Add(option, address);
        if (option == DomainOption) Add(option, search);
        if (option == BootFileOption) Add(option, bootFile);
    }

    private void Add(ushort option, ReadOnlySpan<byte> value)
    {
        if (value.Length == 0 || replyLength + 4 + value.Length > ReplyLength) return;
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(replyLength), option);
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(replyLength + 2), (ushort)value.Length);
        value.CopyTo(reply.AsSpan(replyLength + 4));
        replyLength += 4 + value.Length;
    }
}
