namespace Emu.Host;

/// <summary>An address and a port of TCP or UDP.</summary>
/// <param name="Address">The address; it also says which of the two protocols, IPv4 or IPv6, is meant.</param>
/// <param name="Port">The port, in the host's byte order.</param>
public readonly record struct HostEndpoint(InternetAddress Address, ushort Port)
{
    /// <summary>As <c>127.0.0.1:80</c> or <c>[::1]:80</c>.</summary>
    public override string ToString() => Address.IsV4 ? $"{Address}:{Port}" : $"[{Address}]:{Port}";
}
