namespace Emu.Net;

/// <summary>The frames that a filter sees, by what the guest does with them.</summary>
[Flags]
public enum NetDirection
{
    /// <summary>Frames that the guest receives (<c>queue=rx</c>).</summary>
    Receive = 1,

    /// <summary>Frames that the guest transmits (<c>queue=tx</c>).</summary>
    Transmit = 2,

    /// <summary>Both (<c>queue=all</c>).</summary>
    All = Receive | Transmit,
}
