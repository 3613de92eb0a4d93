using System.Net;
using System.Net.Sockets;

namespace Emu.Cli.Tests;

/// <summary>The host's side of a guest's network: takes one connection of the guest, and makes one into the guest.</summary>
internal sealed class NetworkPeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string forward;
    private readonly byte[] answer;
    private readonly Task<(byte[] Sent, byte[] Served)> exchange;

    /// <param name="forward">The socket file that leads into the guest, which the emulator makes.</param>
    /// <param name="answer">What the guest gets over either connection after all that it has sent.</param>
    public NetworkPeer(string forward, byte[] answer)
    {
        this.forward = forward;
        this.answer = answer;
        listener.Start();
        exchange = Task.Run(ExchangeAsync);
    }

    /// <summary>The port of the host's loopback that the guest must connect to.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Dispose();

    /// <summary>What the guest has sent over its connection, and what its server has sent over ours.</summary>
    public (byte[] Sent, byte[] Served) Result()
    {
        listener.Stop();
        Assert.True(exchange.Wait(Patience), "the guest has left a connection open");
        return exchange.Result;
    }

    private async Task<(byte[] Sent, byte[] Served)> ExchangeAsync()
    {
        await using NetworkStream incoming = new(await listener.AcceptSocketAsync(), ownsSocket: true);
        byte[] sent = await ReadToEndAsync(incoming);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(forward));
        await using NetworkStream outgoing = new(socket, ownsSocket: true);
        byte[] served = await ReadToEndAsync(outgoing);
        await outgoing.WriteAsync(answer);
        await incoming.WriteAsync(answer);
        return (sent, served);
    }

    private static async Task<byte[]> ReadToEndAsync(NetworkStream stream)
    {
        using MemoryStream all = new();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }
}
