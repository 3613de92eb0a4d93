namespace Emu.Translate.Regions;

/// <summary>
/// What code of a block may take for granted of the register that tells what others hold
/// (<see cref="Isa.RegisterFile.Discriminant"/>): the constant that it holds at the end of the first block found to lead there
/// and to know it. A block can so have two forms of code, of which the plain one takes nothing for granted. The one that is
/// written first does for all, unless the block asks what the register holds.
/// </summary>
internal struct Assumption
{
    private ulong? value;
    private bool isWritten, isAsked, isFirstPlain;

    /// <summary>Both forms have been written.</summary>
    public bool HasBoth { get; private set; }

    /// <summary>The two forms are different code, and both are wanted.</summary>
    public readonly bool NeedsBoth => isAsked && value is not null;

    /// <summary>The block needs both forms, and the second one is not written.</summary>
    public readonly bool NeedsSecond => NeedsBoth && !HasBoth;

    /// <summary>The form written first is the plain one, or will be.</summary>
    public readonly bool IsFirstPlain => isWritten ? isFirstPlain : value is null;

    /// <summary>Begins to write the block; true when in its plain form.</summary>
    public bool BeginFirst()
    {
        isFirstPlain = IsFirstPlain;
        isWritten = true;
        return isFirstPlain;
    }

    /// <summary>Begins to write the other form; true when that is the plain one.</summary>
    public bool BeginSecond()
    {
        HasBoth = true;
        return !isFirstPlain;
    }

    /// <summary>Whether a way to the block leads to the form that assumes something; else to the plain one.</summary>
    /// <param name="here">What the register holds on this way; null when it is not known.</param>
    public bool HoldsWith(ulong? here)
    {
        if (!isWritten || isAsked) value ??= here;
        return value is not null && value == here;
    }

    /// <summary>What the register holds where the block begins, which the code being written asks for.</summary>
    /// <returns>Null when it may hold anything.</returns>
    public ulong? Ask(bool isPlain)
    {
        isAsked = true;
        return isPlain ? null : value;
    }
}
