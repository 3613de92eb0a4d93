using Emu.Host;

namespace Emu.Net.User;

/// <summary>Both ends of a connection, as the guest sees them.</summary>
internal readonly record struct ConnectionKey(HostEndpoint Guest, HostEndpoint Remote);
