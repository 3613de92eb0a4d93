namespace Emu.Translate.Regions;

/// <summary>
/// What a block's code takes for granted of the register that tells what others hold
/// (<see cref="Isa.RegisterFile.Discriminant"/>): that it holds where the block begins what it holds at the end of the first
/// block found to lead there. Whoever comes from elsewhere needs code that takes nothing for granted, plain code, unless the
/// block does not care.
/// </summary>
internal struct Assumption
{
    private bool isMade;
    private ulong? value;

    /// <summary>The block's code would be another one without it.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>The block is written now: nothing is assumed if nobody has been found to lead to it.</summary>
    public void Close() => isMade = true;

    /// <summary>Whether a way to the block may lead to the code that assumes something. The first way decides what is
    /// assumed.</summary>
    /// <param name="here">What the register holds on this way; null when it is not known.</param>
    public bool HoldsWith(ulong? here)
    {
        if (!isMade) value = here;
        isMade = true;
        return value is null || value == here;
    }

    /// <summary>What the register holds where the block begins; null when nothing is assumed.</summary>
    public ulong? Use()
    {
        IsUsed |= value is not null;
        return value;
    }
}
