namespace Emu.Net.User;

/// <summary>A socket of the host that belongs to a session.</summary>
internal sealed class UdpSocket(UdpSession session, int descriptor) : IReadyHandler
{
    public UdpSession Session => session;

    public int Descriptor => descriptor;

    /// <summary>Its place in the <see cref="ReadyTable"/>.</summary>
    public int Slot { get; set; }

    /// <summary>It is in the list of sockets that have more to read.</summary>
    public bool IsListed { get; set; }

    public void Ready(uint events) => session.Layer.Read(this);
}
