namespace Emu.Linux.Abi;

/// <summary>
/// The flags of <c>open</c>, <c>pipe2</c> and <c>fcntl</c> whose bits are other ones on an architecture than in the generic
/// ABI (include/uapi/asm-generic/fcntl.h), which the host's are too.
/// </summary>
public sealed class OpenFlagMap
{
    private readonly (ulong Guest, ulong Generic)[] pairs;
    private readonly ulong guestBits, genericBits;

    /// <param name="pairs">The bit of each flag that differs, in the guest's form and in the generic one.</param>
    public OpenFlagMap(params (ulong Guest, ulong Generic)[] pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        this.pairs = pairs;
        foreach ((ulong guest, ulong generic) in pairs)
        {
            guestBits |= guest;
            genericBits |= generic;
        }
    }

    /// <summary>Of an architecture that uses the generic flags.</summary>
    public static OpenFlagMap Generic { get; } = new();

    /// <summary>True when no flag differs.</summary>
    public bool IsGeneric => pairs.Length == 0;

    /// <summary>The guest's flags in their generic form.</summary>
    public ulong ToGeneric(ulong guest)
    {
        if ((guest & guestBits) == 0) return guest;
        ulong result = guest & ~guestBits;
        foreach ((ulong own, ulong generic) in pairs)
            if ((guest & own) != 0) result |= generic;
        return result;
    }

    /// <summary>Generic flags in the guest's form.</summary>
    public ulong ToGuest(ulong generic)
    {
        if ((generic & genericBits) == 0) return generic;
        ulong result = generic & ~genericBits;
        foreach ((ulong own, ulong other) in pairs)
            if ((generic & other) != 0) result |= own;
        return result;
    }
}
