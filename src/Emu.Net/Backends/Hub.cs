using Emu.Core.Time;

namespace Emu.Net.Backends;

/// <summary>
/// What connects hub ports (<c>-netdev hubport</c>, and <c>-net</c> without a peer): a frame that comes in at one port goes
/// out at all others. Like a hub, it keeps nothing: a frame is lost for a port whose other end has no room.
/// </summary>
/// <param name="number">The <c>hubid</c>.</param>
public sealed class Hub(long number)
{
    private readonly List<HubPort> ports = [];

    /// <summary>The <c>hubid</c>.</summary>
    public long Number => number;

    /// <summary>Adds a port.</summary>
    /// <param name="id">The <c>id</c>.</param>
    /// <param name="loop">The loop on which the port runs, the same for all.</param>
    public NetEndpoint AddPort(string id, EventLoop loop)
    {
        if (ports.Count > 0 && ports[0].Loop != loop) throw new InvalidOperationException("All ports of a hub run on the same loop.");
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
