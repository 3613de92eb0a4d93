namespace Emu.Guest.RiscV;

/// <summary>
/// Address translation schemes, encoded as in <c>satp.MODE</c> (privileged specification, table 4.4).
/// </summary>
public enum PagingMode
{
    /// <summary>No translation.</summary>
    Bare = 0,

    /// <summary>39-bit virtual addresses, three levels.</summary>
    Sv39 = 8,

    /// <summary>48-bit virtual addresses, four levels.</summary>
    Sv48 = 9,

    /// <summary>57-bit virtual addresses, five levels.</summary>
    Sv57 = 10,
}
