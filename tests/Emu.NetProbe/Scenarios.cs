using System.Net;
using System.Net.Sockets;

namespace Emu.NetProbe;

/// <summary>What the kernel's TCP and UDP are asked to do through a user network.</summary>
internal sealed class Scenarios(ProbeNetwork network, int seed)
{
    private const int Patience = 30_000;

    public IEnumerable<(string Name, Action Run)> All =>
    [
        ("bulk-from-guest", () => Transfer(fromGuest: true, 32 << 20)),
        ("bulk-to-guest", () => Transfer(fromGuest: false, 32 << 20)),
        ("both-ways-at-once", () => Echo(Pair(), 4 << 20)),
        ("forwarded-port", () => Echo(ForwardedPair(network.ForwardedStream), 4 << 20)),
        ("forwarded-socket-file", () => Echo(ForwardedPair(new UnixDomainSocketEndPoint(ProbeNetwork.ForwardedPath)), 1 << 20)),
        ("refused-by-the-host", RefusedByTheHost),
        ("refused-by-the-guest", RefusedByTheGuest),
        ("reset-by-the-host", () => Reset(byHost: true)),
        ("reset-by-the-guest", () => Reset(byHost: false)),
        ("half-closed", HalfClosed),
        ("host-that-does-not-read", () => Slow(guestReads: false)),
        ("guest-that-does-not-read", () => Slow(guestReads: true)),
        ("many-at-once", ManyAtOnce),
        ("datagrams", Datagrams),
        ("forwarded-datagrams", ForwardedDatagrams),
        ("names", Names),
        ("losses", Losses),
    ];

    private static (Socket Guest, Socket Host) Pair()
    {
        using Socket listener = ProbeNetwork.ListenOnHost();
        Socket guest = ProbeNetwork.ConnectFromGuest(((IPEndPoint)listener.LocalEndPoint!).Port);
        return WithPatience(guest, listener.Accept());
    }

    private static (Socket Guest, Socket Host) ForwardedPair(EndPoint forwarded)
    {
        using Socket listener = ProbeNetwork.ListenInGuest();
        Socket host = forwarded is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        host.Connect(forwarded);
        return WithPatience(listener.Accept(), host);
    }

    private static (Socket Guest, Socket Host) WithPatience(Socket guest, Socket host)
    {
        guest.ReceiveTimeout = guest.SendTimeout = host.ReceiveTimeout = host.SendTimeout = Patience;
        return (guest, host);
    }

    private byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed + length).NextBytes(bytes);
        return bytes;
    }

    private static byte[] ReadToEnd(Socket socket, int expected)
    {
        byte[] bytes = new byte[expected + 1];
        int read = 0;
        while (read < bytes.Length)
        {
            int count = socket.Receive(bytes, read, bytes.Length - read, SocketFlags.None);
            if (count == 0) break;
            read += count;
        }

        return bytes[..read];
    }

    private static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (expected.Length != actual.Length) throw new InvalidDataException($"{actual.Length} bytes instead of {expected.Length}");
        int at = expected.CommonPrefixLength(actual);
        if (at != expected.Length) throw new InvalidDataException($"byte {at} of {expected.Length} is another");
    }

    private void Transfer(bool fromGuest, int length)
    {
        (Socket guest, Socket host) = Pair();
        (Socket from, Socket to) = fromGuest ? (guest, host) : (host, guest);
        byte[] sent = RandomBytes(length);
        Task sending = Task.Run(() =>
        {
            SendAll(from, sent);
            from.Shutdown(SocketShutdown.Send);
        });
        byte[] received = ReadToEnd(to, length);
        sending.Wait();
        Same(sent, received);
        guest.Dispose();
        host.Dispose();
    }

    private void Echo((Socket Guest, Socket Host) pair, int length)
    {
        byte[] sent = RandomBytes(length);
        Task echo = Task.Run(() =>
        {
            byte[] buffer = new byte[65536];
            while (pair.Guest.Receive(buffer) is > 0 and int count) SendAll(pair.Guest, buffer.AsSpan(0, count));
            pair.Guest.Shutdown(SocketShutdown.Send);
        });
        Task sending = Task.Run(() =>
        {
            SendAll(pair.Host, sent);
            pair.Host.Shutdown(SocketShutdown.Send);
        });
        byte[] received = ReadToEnd(pair.Host, length);
        Task.WaitAll(echo, sending);
        Same(sent, received);
        pair.Guest.Dispose();
        pair.Host.Dispose();
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
    }

    private static void Fails(SocketError expected, Action action)
    {
        try
        {
            action();
        }
        catch (SocketException e) when (e.SocketErrorCode == expected)
        {
            return;
        }

        throw new InvalidDataException($"it did not fail with {expected}");
    }

    private static void RefusedByTheHost()
    {
        using Socket listener = ProbeNetwork.ListenOnHost();
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        listener.Dispose();
        Fails(SocketError.ConnectionRefused, () => ProbeNetwork.ConnectFromGuest(port).Dispose());
    }

    private void RefusedByTheGuest()
    {
        using Socket host = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        host.ReceiveTimeout = Patience;
        host.Connect(network.ForwardedToNobody);
        Fails(SocketError.ConnectionReset, () => host.Receive(new byte[1]));
    }

    private static void Reset(bool byHost)
    {
        (Socket guest, Socket host) = Pair();
        (Socket from, Socket to) = byHost ? (host, guest) : (guest, host);
        from.LingerState = new LingerOption(true, 0);
        from.Dispose();
        Fails(SocketError.ConnectionReset, () => to.Receive(new byte[1]));
        to.Dispose();
    }

    private static void HalfClosed()
    {
        (Socket guest, Socket host) = Pair();
        guest.Shutdown(SocketShutdown.Send);
        if (host.Receive(new byte[1]) != 0) throw new InvalidDataException("the end did not come through");
        host.Send("still here"u8);
        host.Shutdown(SocketShutdown.Send);
        Same("still here"u8, ReadToEnd(guest, 10));
        guest.Dispose();
        host.Dispose();
    }

    private void Slow(bool guestReads)
    {
        const int Length = 8 << 20;
        (Socket guest, Socket host) = Pair();
        (Socket from, Socket to) = guestReads ? (host, guest) : (guest, host);
        byte[] sent = RandomBytes(Length);
        Task sending = Task.Run(() =>
        {
            SendAll(from, sent);
            from.Shutdown(SocketShutdown.Send);
        });
        // Long enough for all buffers to fill and the window to close.
        Thread.Sleep(700);
        if (sending.IsCompleted) throw new InvalidDataException("nothing holds the sender back");
        byte[] received = ReadToEnd(to, Length);
        sending.Wait();
        Same(sent, received);
        guest.Dispose();
        host.Dispose();
    }

    private static void ManyAtOnce()
    {
        const int Count = 1000;
        using Socket listener = ProbeNetwork.ListenOnHost();
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        List<(Socket Guest, Socket Host)> pairs = [];
        Task<List<Socket>> accepting = Task.Run(() =>
        {
            List<Socket> accepted = [];
            while (accepted.Count < Count) accepted.Add(listener.Accept());
            return accepted;
        });
        List<Socket> guests = [];
        for (int i = 0; i < Count; i++) guests.Add(ProbeNetwork.ConnectFromGuest(port));
        if (!accepting.Wait(Patience)) throw new InvalidDataException("not all connections came through");
        byte[] buffer = new byte[4];
        // All are open; each says its number, and gets it back.
        for (int i = 0; i < Count; i++)
        {
            guests[i].ReceiveTimeout = Patience;
            guests[i].Send(BitConverter.GetBytes(i));
        }

        foreach (Socket host in accepting.Result)
        {
            host.ReceiveTimeout = Patience;
            if (host.Receive(buffer) != 4) throw new InvalidDataException("a number is missing");
            host.Send(buffer);
        }

        for (int i = 0; i < Count; i++)
        {
            if (guests[i].Receive(buffer) != 4 || BitConverter.ToInt32(buffer) != i)
                throw new InvalidDataException($"connection {i} got another's number");
        }

        foreach (Socket socket in guests.Concat(accepting.Result)) socket.Dispose();
    }

    private static void Datagrams()
    {
        using Socket host = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        host.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket guest = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        guest.Bind(new IPEndPoint(ProbeNetwork.Guest, 0));
        guest.ReceiveTimeout = host.ReceiveTimeout = Patience;
        EndPoint target = new IPEndPoint(ProbeNetwork.Gateway, ((IPEndPoint)host.LocalEndPoint!).Port);
        // One that fits a frame, one in fragments, the largest there is.
        foreach (int length in (int[])[1, 1472, 1473, 20_000, 65_507])
        {
            byte[] sent = new byte[length], received = new byte[65_536];
            new Random(length).NextBytes(sent);
            guest.SendTo(sent, target);
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            Same(sent, received.AsSpan(0, host.ReceiveFrom(received, ref from)));
            host.SendTo(sent, from);
            EndPoint answerer = new IPEndPoint(IPAddress.Any, 0);
            Same(sent, received.AsSpan(0, guest.ReceiveFrom(received, ref answerer)));
            if (!answerer.Equals(target)) throw new InvalidDataException($"the answer came from {answerer}");
        }
    }

    private void ForwardedDatagrams()
    {
        using Socket guest = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        guest.Bind(new IPEndPoint(ProbeNetwork.Guest, ProbeNetwork.GuestDatagramPort));
        using Socket host = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        host.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        guest.ReceiveTimeout = host.ReceiveTimeout = Patience;
        byte[] buffer = new byte[100];
        for (int i = 0; i < 10; i++)
        {
            host.SendTo("question"u8, network.ForwardedDatagram);
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            Same("question"u8, buffer.AsSpan(0, guest.ReceiveFrom(buffer, ref from)));
            guest.SendTo("answer"u8, from);
            EndPoint answerer = new IPEndPoint(IPAddress.Any, 0);
            Same("answer"u8, buffer.AsSpan(0, host.ReceiveFrom(buffer, ref answerer)));
            if (!answerer.Equals(network.ForwardedDatagram)) throw new InvalidDataException($"the answer came from {answerer}");
        }
    }

    private static void Names()
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 53));
        using Socket guest = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        guest.Bind(new IPEndPoint(ProbeNetwork.Guest, 0));
        guest.ReceiveTimeout = server.ReceiveTimeout = Patience;
        byte[] buffer = new byte[100];
        // The first server is dead; the same question again goes to the next.
        guest.SendTo("12question"u8, ProbeNetwork.NameServer);
        guest.SendTo("12question"u8, ProbeNetwork.NameServer);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        Same("12question"u8, buffer.AsSpan(0, server.ReceiveFrom(buffer, ref from)));
        server.SendTo("12answer"u8, from);
        EndPoint answerer = new IPEndPoint(IPAddress.Any, 0);
        Same("12answer"u8, buffer.AsSpan(0, guest.ReceiveFrom(buffer, ref answerer)));
        if (!answerer.Equals(ProbeNetwork.NameServer)) throw new InvalidDataException($"the answer came from {answerer}");

        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 53));
        listener.Listen();
        using Socket stream = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stream.Connect(ProbeNetwork.NameServer);
        using Socket accepted = listener.Accept();
        stream.Send("long question"u8);
        accepted.ReceiveTimeout = Patience;
        Same("long question"u8, buffer.AsSpan(0, accepted.Receive(buffer)));
    }

    private void Losses()
    {
        try
        {
            // Without selective acknowledgements Linux waits twice as long after each loss in one transfer: a few come to a
            // minute. A real link loses nothing of a guest's.
            network.Link.Right.LossInterval = 1000;
            Transfer(fromGuest: true, 1 << 20);
            network.Link.Right.LossInterval = 0;
            network.Link.Left.LossInterval = 10;
            Transfer(fromGuest: false, 4 << 20);
        }
        finally
        {
            network.Link.Left.LossInterval = network.Link.Right.LossInterval = 0;
        }
    }
}
