using Emu.Core.Time;
using Emu.Core.Tracing;
using Emu.Model.Descriptors;

namespace Emu.Net;

/// <summary>
/// One end of a link of exactly two: a network backend, which <c>-netdev</c> names, or a network card. All of a link runs
/// on one event loop, so that a frame goes from one end to the other by a call: no queue, no copy, no lock. The methods
/// are called on that loop's thread; connecting happens before it runs.
/// </summary>
/// <remarks>
/// Back pressure, in both directions: an end that has no room refuses a frame (<see cref="Receive"/>), and the other keeps
/// it, sends nothing more, and goes on when it is told (<see cref="PeerReady"/>). An end that drops frames instead says
/// that it has taken them.
/// </remarks>
public abstract class NetEndpoint : INamedObject
{
    private readonly List<INetFilter> filters = [];
    private bool isLinkUp = true;

    /// <summary>Makes an end that is not connected yet.</summary>
    /// <param name="id">The <c>id</c> that the user gave, or one that was made up.</param>
    /// <param name="loop">The loop on which the link runs: a card takes its backend's.</param>
    protected NetEndpoint(string id, EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        Id = id;
        Loop = loop;
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <summary>The loop on which the link runs.</summary>
    public EventLoop Loop { get; }

    /// <summary>The other end; null when there is none.</summary>
    public NetEndpoint? Peer { get; private set; }

    /// <summary>What this end takes from the other now. It may change while the link is in use.</summary>
    public virtual NetFeatures Accepts => NetFeatures.None;

    /// <summary>The kind of end and what it is connected to, one line as <c>info network</c> prints it.</summary>
    public abstract string Description { get; }

    /// <summary>The cable is plugged in, as <c>set_link</c> says. While it is not, frames are dropped. On the loop's
    /// thread.</summary>
    public bool IsLinkUp
    {
        get => isLinkUp;
        set
        {
            if (isLinkUp == value) return;
            isLinkUp = value;
            if (EventTrace.IsOn) TraceEvents.NetLink.Write(Id, value);
            LinkChanged();
            Peer?.LinkChanged();
        }
    }

    /// <summary>Connects two ends that have none yet and share a loop.</summary>
    public static void Connect(NetEndpoint one, NetEndpoint other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (one.Peer is not null || other.Peer is not null || one == other)
            throw new InvalidOperationException("A network link has exactly two ends.");
        if (one.Loop != other.Loop)
            throw new InvalidOperationException("Both ends of a network link run on the same loop.");
        one.Peer = other;
        other.Peer = one;
        one.PeerChanged();
        other.PeerChanged();
    }

    /// <summary>Takes the ends apart again, as <c>device_del</c> does.</summary>
    public void Disconnect()
    {
        if (Peer is not { } other) return;
        Peer = null;
        other.Peer = null;
        PeerChanged();
        other.PeerChanged();
    }

    /// <summary>Adds a filter that sees what this end sends and receives, after those that are there.</summary>
    public void AddFilter(INetFilter filter) => filters.Add(filter);

    /// <summary>Removes a filter.</summary>
    public void RemoveFilter(INetFilter filter) => filters.Remove(filter);

    /// <summary>
    /// Gives the other end a frame. False: it has no room; <see cref="PeerReady"/> comes when it has. True when the frame
    /// has been taken, or lost since there is no link.
    /// </summary>
    public bool Send(in NetFrame frame)
    {
        if (Peer is not { } peer || !isLinkUp || !peer.isLinkUp) return true;
        if (filters.Count + peer.filters.Count == 0) return Deliver(peer, frame);
        foreach (INetFilter filter in filters) filter.Offered(frame, isSent: true);
        foreach (INetFilter filter in peer.filters) filter.Offered(frame, isSent: false);
        bool isTaken = Deliver(peer, frame);
        foreach (INetFilter filter in filters) filter.Settled(isTaken);
        foreach (INetFilter filter in peer.filters) filter.Settled(isTaken);
        return isTaken;
    }

    /// <summary>Tells the other end that no more frames come at once, so that it may answer them together.</summary>
    public void SendDone() => Peer?.ReceiveDone();

    /// <summary>Tells the other end, which has been refused a frame, that there is room again.</summary>
    protected void NotifyReady() => Peer?.PeerReady();

    private bool Deliver(NetEndpoint peer, in NetFrame frame)
    {
        bool isTaken = peer.Receive(frame);
        if (EventTrace.IsOn) TraceEvents.NetSend.Write(Id, peer.Id, frame.Length, isTaken);
        return isTaken;
    }

    /// <summary>Takes a frame, which is valid only during the call; false when there is no room for it now.</summary>
    protected abstract bool Receive(in NetFrame frame);

    /// <summary>The other end has sent all that it has at the moment.</summary>
    protected virtual void ReceiveDone()
    {
    }

    /// <summary>The other end has room again, after it refused a frame. May come without need.</summary>
    protected virtual void PeerReady()
    {
    }

    /// <summary>The other end's <see cref="Accepts"/> may have changed.</summary>
    public virtual void PeerFeaturesChanged()
    {
    }

    /// <summary>The link has gone up or down, at either end.</summary>
    protected virtual void LinkChanged()
    {
    }

    /// <summary>The other end is there, or gone.</summary>
    protected virtual void PeerChanged()
    {
    }

    /// <summary>Gives up what the host has lent. After the loop has ended, or on its thread.</summary>
    public virtual void Close()
    {
    }
}
