using Emu.Host;

namespace Emu.Net.Backends;

/// <summary>Addresses as users write them for sockets. Names of hosts are not looked up: the program needs no name
/// service.</summary>
internal static class SocketAddressText
{
    /// <summary>Reads <c>[host]:port</c>; an empty host means any address.</summary>
    public static HostEndpoint Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0) throw Bad($"host address '{text}' doesn't contain ':' separating host from port");
        return Make(text[..colon].TrimStart('[').TrimEnd(']'), text[(colon + 1)..]);
    }

    /// <summary>An address of two texts.</summary>
    public static HostEndpoint Make(string host, string port)
    {
        if (!ushort.TryParse(port, out ushort number)) throw Bad($"port number '{port}' is invalid");
        InternetAddress address = InternetAddress.FromV4(0);
        if (host == "localhost") address = InternetAddress.FromV4(0x7f00_0001);
        else if (host.Length > 0 && !InternetAddress.TryParse(host, out address))
            throw Bad($"can't resolve host address '{host}': write a numeric address, as names are not looked up");
        return new(address, number);
    }

    public static NetException Bad(string message) => new(NetError.BadValue, message);

    public static NetException Refused(string what, int error) =>
        new(NetError.HostRefused, $"{what}: {HostDescriptor.Describe(error)}");
}
