using Emu.Block.Graph;
using Emu.Host;

namespace Emu.Block.Nbd;

/// <summary>Where a disk of the network block device protocol is served, and by what name.</summary>
/// <param name="Path">File of a Unix socket; null for TCP.</param>
/// <param name="Endpoint">Address and port for TCP.</param>
/// <param name="Export">Name of the disk; may be empty.</param>
internal sealed record NbdAddress(string? Path, HostEndpoint Endpoint, string Export)
{
    private const string DefaultPort = "10809";

    /// <summary>Reads the options of a node.</summary>
    /// <param name="options">They are taken out.</param>
    /// <exception cref="BlockException">They name no server.</exception>
    public static NbdAddress Of(BlockOptions options)
    {
        string export = options.Take("export") ?? "";
        if (options.Take("uri") is { } uri) return OfUri(uri);
        BlockOptions server = options.TakeChild("server");
        string? type = server.Take("type");
        string? path = options.Take("path") ?? server.Take("path"), host = options.Take("host") ?? server.Take("host");
        string port = options.Take("port") ?? server.Take("port") ?? DefaultPort;
        if (server.Names.FirstOrDefault() is { } left) throw Wrong($"Block protocol 'nbd' doesn't support the option 'server.{left}'");
        if (type is not (null or "unix" or "inet")) throw Wrong($"the NBD server type '{type}' is not supported; there are unix and inet");
        if (path is not null && host is not null) throw Wrong("path and host may not be used at the same time");
        if (path is not null) return new NbdAddress(path, default, export);
        return host is null ? throw Wrong("NBD server address missing") : OfHost(host, port, export);
    }

    private static NbdAddress OfUri(string uri)
    {
        if (uri.StartsWith("nbd:", StringComparison.Ordinal) && !uri.StartsWith("nbd://", StringComparison.Ordinal))
            return OfOldName(uri["nbd:".Length..]);
        if (!Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed)) throw Wrong($"Invalid NBD URI '{uri}'");
        string export = Uri.UnescapeDataString(parsed.AbsolutePath.TrimStart('/'));
        if (parsed.Scheme != "nbd+unix") return OfHost(parsed.Host, parsed.Port < 0 ? DefaultPort : $"{parsed.Port}", export);
        const string Socket = "?socket=";
        if (!parsed.Query.StartsWith(Socket, StringComparison.Ordinal)) throw Wrong("an NBD URI for a Unix socket needs '?socket=PATH'");
        return new NbdAddress(Uri.UnescapeDataString(parsed.Query[Socket.Length..]), default, export);
    }

    /// <summary>Reads <c>unix:PATH</c> or <c>HOST:PORT</c>, each with <c>:exportname=NAME</c>.</summary>
    private static NbdAddress OfOldName(string name)
    {
        const string Marker = ":exportname=";
        int at = name.IndexOf(Marker, StringComparison.Ordinal);
        string export = at < 0 ? "" : name[(at + Marker.Length)..];
        if (at >= 0) name = name[..at];
        if (name.StartsWith("unix:", StringComparison.Ordinal)) return new NbdAddress(name["unix:".Length..], default, export);
        int colon = name.LastIndexOf(':');
        if (colon <= 0) throw Wrong("File name must be of the form nbd:HOST:PORT or nbd:unix:PATH");
        return OfHost(name[..colon], name[(colon + 1)..], export);
    }

    private static NbdAddress OfHost(string host, string port, string export)
    {
        string name = host is "localhost" or "" ? "127.0.0.1" : host.Trim('[', ']');
        if (!System.Net.IPAddress.TryParse(name, out System.Net.IPAddress? address))
            throw Wrong($"the name '{host}' of an NBD server is not looked up; give its address");
        if (!ushort.TryParse(port, out ushort number)) throw Wrong($"Invalid port '{port}'");
        Span<byte> bytes = stackalloc byte[16];
        _ = address.MapToIPv6().TryWriteBytes(bytes, out _);
        return new NbdAddress(null, new HostEndpoint(InternetAddress.ReadV6(bytes), number), export);
    }

    private static BlockException Wrong(string message) => new(BlockError.InvalidArgument, message);
}
