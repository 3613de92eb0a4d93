namespace Emu.Net;

/// <summary>Sees the frames of an end of a link, as <c>-object filter-...,netdev=ID</c> attaches it.</summary>
public interface INetFilter
{
    /// <summary>A frame is offered to the other end. On the loop's thread; the frame is valid during the call. An answer
    /// may be offered before this frame is settled, which then has been taken.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="isSent">The end that the filter is attached to sends it; otherwise it receives it.</param>
    void Offered(in NetFrame frame, bool isSent);

    /// <summary>The last frame offered has been taken, or will be offered again.</summary>
    void Settled(bool isTaken);
}
