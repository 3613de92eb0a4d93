using Emu.Host;

namespace Emu.Chardev;

/// <summary>Where a socket connects to, or waits.</summary>
public sealed record SocketPlan
{
    /// <summary>Others connect to it.</summary>
    public bool IsServer { get; init; }

    /// <summary>A server's machine starts when somebody has connected.</summary>
    public bool Waits { get; init; }

    /// <summary>Seconds after which a client connects again; 0 for never.</summary>
    public long ReconnectSeconds { get; init; }

    /// <summary>The other side is a telnet program.</summary>
    public bool IsTelnet { get; init; }

    /// <summary>Single characters are sent at once.</summary>
    public bool HasNoDelay { get; init; }

    /// <summary>A socket that is a file, or with a leading @ a name that is none; null for the internet.</summary>
    public string? Path { get; init; }

    /// <summary>The internet address.</summary>
    public HostEndpoint Endpoint { get; init; }

    /// <summary>A descriptor that the emulator was started with, instead of all this; null for none.</summary>
    public int? Descriptor { get; init; }

    /// <summary>True for TCP.</summary>
    public bool IsInternet => Path is null && Descriptor is null;

    /// <summary>The address in words.</summary>
    public string Name => Descriptor is { } number ? $"fd:{number}"
        : Path is not null ? $"unix:{Path}" : $"tcp:{Endpoint}";

    /// <summary>The error for what the host refused.</summary>
    public ChardevException Refused(string what, int error) => new(
        ChardevError.SocketRefused, $"{what} to '{Name}'", HostDescriptor.Describe(error));

    internal int Connect()
    {
        if (Descriptor is { } given) return Adopt(given);
        int made = Path is null
            ? HostSocket.Create(Endpoint.Address.IsV4, HostSocket.Stream) : HostSocket.CreateUnix(HostSocket.Stream);
        if (made < 0) return made;
        int result = Path is null ? HostSocket.Connect(made, Endpoint) : HostSocket.Connect(made, Path);
        if (result == HostSocket.InProgress) result = WaitUntilConnected(made);
        if (result >= 0) return made;
        HostSocket.Close(made);
        return result;
    }

    internal int Listen()
    {
        if (Descriptor is { } given)
        {
            int adopted = Adopt(given);
            return adopted >= 0 ? adopted : throw Refused("cannot listen", adopted);
        }

        int made = Path is null
            ? HostSocket.Create(Endpoint.Address.IsV4, HostSocket.Stream) : HostSocket.CreateUnix(HostSocket.Stream);
        if (made < 0) throw Refused("Failed to bind socket", made);
        if (Path is null) HostSocket.SetReuseAddress(made);
        // A file that an earlier machine has left would be in the way.
        else if (Path[0] != '@' && File.Exists(Path)) File.Delete(Path);
        int result = Path is null ? HostSocket.Bind(made, Endpoint) : HostSocket.Bind(made, Path);
        if (result >= 0) result = HostSocket.Listen(made, 1);
        if (result >= 0) return made;
        HostSocket.Close(made);
        throw Refused("Failed to bind socket", result);
    }

    internal int WaitForConnection(int listener)
    {
        while (true)
        {
            int made = HostSocket.Accept(listener, out _);
            if (made >= 0) return made;
            if (made != HostSocket.TryAgain) throw Refused("cannot take a connection", made);
            Thread.Sleep(10);
        }
    }

    internal void CloseListener(int listener)
    {
        HostSocket.Close(listener);
        if (Path is null || Path[0] == '@') return;
        try
        {
            File.Delete(Path);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            // A process that has given up its rights leaves the file to the next one, which removes it.
        }
    }

    private static int Adopt(int descriptor) =>
        HostSocket.SetNonBlocking(descriptor) is var result and < 0 ? result : descriptor;

    private static int WaitUntilConnected(int socket)
    {
        // Connections to this host end at once; others may take as long as the host tries.
        const int most = 10_000;
        for (int waited = 0; waited < most; waited++)
        {
            int error = HostSocket.TakeError(socket);
            if (error != 0) return error;
            if (HostSocket.GetPeerName(socket) >= 0) return 0;
            Thread.Sleep(1);
        }

        return HostSocket.HostUnreachable;
    }
}
