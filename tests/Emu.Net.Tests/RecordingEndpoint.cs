using Emu.Core.Time;

namespace Emu.Net.Tests;

/// <summary>An end of a link that keeps the frames it gets, refuses them on demand, and sends what a test gives it.</summary>
internal sealed class RecordingEndpoint(EventLoop loop, string name = "test") : NetEndpoint(name, loop)
{
    public List<(byte[] Bytes, NetOffload Offload)> Frames { get; } = [];

    public bool HasRoom { get; set; } = true;

    public int TimesReady { get; private set; }

    public NetFeatures Features { get; set; }

    /// <summary>Called with each frame taken.</summary>
    public Action<byte[], NetOffload>? Taken { get; set; }

    public override NetFeatures Accepts => Features;

    public override string Description => "test";

    public bool Send(byte[] bytes, NetOffload offload = default)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(Math.Max(1, bytes.Length), pinned: true);
        bytes.CopyTo(pinned, 0);
        return Send(new NetFrame([HostSegments.Of(pinned, 0, bytes.Length)], offload));
    }

    public void MakeRoom()
    {
        HasRoom = true;
        NotifyReady();
    }

    protected override bool Receive(in NetFrame frame)
    {
        if (!HasRoom) return false;
        byte[] bytes = new byte[frame.Length];
        frame.CopyTo(0, bytes);
        if (Taken is null) Frames.Add((bytes, frame.Offload));
        else Taken(bytes, frame.Offload);
        return true;
    }

    protected override void PeerReady() => TimesReady++;
}
