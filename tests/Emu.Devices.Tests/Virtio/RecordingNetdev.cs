using Emu.Core.Time;
using Emu.Net;

namespace Emu.Devices.Tests.Virtio;

/// <summary>A backend that keeps what a card sends, refuses it on demand, and sends what a test gives it.</summary>
internal sealed class RecordingNetdev(EventLoop loop) : NetEndpoint("net0", loop)
{
    public List<(byte[] Bytes, NetOffload Offload)> Frames { get; } = [];

    public bool HasRoom { get; set; } = true;

    public int TimesReady { get; private set; }

    public NetFeatures Features { get; set; } = NetFeatures.All;

    public override NetFeatures Accepts => Features;

    public override string Description => "recording";

    /// <summary>Sends a frame on the loop's thread; false when the card has no room.</summary>
    public bool SendToCard(byte[] bytes, NetOffload offload = default)
    {
        bool isTaken = false;
        byte[] pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned, 0);
        Loop.Run(() =>
        {
            isTaken = Send(new NetFrame([HostSegments.Of(pinned, 0, bytes.Length)], offload));
            SendDone();
            return default;
        });
        return isTaken;
    }

    public void MakeRoom() => Loop.Run(() =>
    {
        HasRoom = true;
        NotifyReady();
        return default;
    });

    protected override bool Receive(in NetFrame frame)
    {
        if (!HasRoom) return false;
        byte[] bytes = new byte[frame.Length];
        frame.CopyTo(0, bytes);
        lock (Frames) Frames.Add((bytes, frame.Offload));
        return true;
    }

    protected override void PeerReady() => TimesReady++;
}
