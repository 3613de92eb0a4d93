using Emu.Core.Time;

namespace Emu.Net;

/// <summary>What a <c>-netdev</c> option says; each kind of backend has a class of its own.</summary>
public abstract class NetdevSettings
{
    /// <summary>Makes the backend.</summary>
    /// <param name="id">The <c>id</c> that the user gave.</param>
    /// <param name="loop">The loop on which it runs, and the card with it. All backends of a machine share one, since
    /// hubs connect them.</param>
    /// <exception cref="NetException">What the user said is wrong, or the host refuses it.</exception>
    public abstract NetEndpoint Create(string id, EventLoop loop);
}
