using Emu.Core.Time;
using Emu.Net;

namespace Emu.NetProbe;

/// <summary>Two ends of links whose frames go from one to the other, but for some that are lost on the way.</summary>
internal sealed class LossyLink
{
    private readonly Random random;

    public LossyLink(EventLoop loop, int seed)
    {
        random = new Random(seed);
        Left = new End("left", loop, this);
        Right = new End("right", loop, this);
        Left.Other = Right;
        Right.Other = Left;
    }

    public End Left { get; }

    public End Right { get; }

    internal sealed class End(string name, EventLoop loop, LossyLink link) : NetEndpoint(name, loop)
    {
        public End Other { get; set; } = null!;

        /// <summary>One frame of this many that come from here is lost; 0 for none.</summary>
        public int LossInterval { get; set; }

        public override NetFeatures Accepts => Other.Peer?.Accepts ?? NetFeatures.None;

        public override string Description => "lossy";

        protected override bool Receive(in NetFrame frame) =>
            (LossInterval > 0 && link.random.Next(LossInterval) == 0) || Other.Send(frame);

        protected override void ReceiveDone() => Other.SendDone();

        protected override void PeerReady() => Other.NotifyReady();
    }
}
