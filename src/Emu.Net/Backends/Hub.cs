using System.Runtime.CompilerServices;
using Emu.Core.Time;

namespace Emu.Net.Backends;

/// <summary>
/// What connects hub ports (<c>-netdev hubport</c>, and <c>-net</c> without a peer): a frame that comes in at one port goes
/// out at all others. Like a hub, it keeps nothing: a frame is lost for a port whose other end has no room.
/// </summary>
public sealed class Hub
{
    // A machine's networks share a loop, and its hubs are those of the loop.
    private static readonly ConditionalWeakTable<EventLoop, Dictionary<long, Hub>> All = [];

    private readonly List<HubPort> ports = [];
    private readonly EventLoop loop;

    private Hub(EventLoop loop, long number)
    {
        this.loop = loop;
        Number = number;
    }

    /// <summary>The <c>hubid</c>.</summary>
    public long Number { get; }

    /// <summary>The hub of a number among those on a loop; it is made when there is none. On the thread that builds the
    /// machine.</summary>
    public static Hub Of(EventLoop loop, long number)
    {
        Dictionary<long, Hub> hubs = All.GetOrCreateValue(loop);
        if (!hubs.TryGetValue(number, out Hub? hub)) hubs[number] = hub = new Hub(loop, number);
        return hub;
    }

    /// <summary>Adds a port.</summary>
    /// <param name="id">The <c>id</c>.</param>
    public NetEndpoint AddPort(string id)
    {
        HubPort port = new(id, loop, this);
        ports.Add(port);
        return port;
    }

    private void Forward(HubPort from, in NetFrame frame)
    {
        foreach (HubPort port in ports)
            if (port != from) port.Pass(frame);
    }

    private void ForwardDone(HubPort from)
    {
        foreach (HubPort port in ports)
            if (port != from) port.SendDone();
    }

    private sealed class HubPort(string id, EventLoop loop, Hub hub) : NetEndpoint(id, loop)
    {
        public override string Description => $"hubid={hub.Number}";

        public void Pass(in NetFrame frame) => Send(frame);

        public override void Close() => hub.ports.Remove(this);

        // Work left to do is not accepted, so that every port can pass every frame on.
        protected override bool Receive(in NetFrame frame)
        {
            hub.Forward(this, frame);
            return true;
        }

        protected override void ReceiveDone() => hub.ForwardDone(this);
    }
}
