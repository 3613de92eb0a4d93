using Emu.Translate.Abi;

namespace Emu.Translate.Baseline.X64;

/// <summary>Code that is seldom executed: noted when it is first jumped to, and written behind all blocks.</summary>
internal struct ColdCode
{
    public ColdKind Kind;

    /// <summary>Where it begins.</summary>
    public int Label;

    /// <summary>The label that it jumps back to, where it does.</summary>
    public int Back;

    /// <summary>Offset from the page's start at which the guest continues.</summary>
    public int Offset;

    /// <summary>What of the guest's registers is not in the state yet (<see cref="RegisterCache.Dirty"/>).</summary>
    public ulong Dirty;

    /// <summary>Instructions that have retired and are not counted yet.</summary>
    public int Retired;

    public SideExitCause Cause;

    /// <summary>Packed by <see cref="HelperArguments"/>: the access, or the floating-point operation.</summary>
    public uint Packed;

    /// <summary>What a store that missed the TLB stores.</summary>
    public StoredValue Stored;

    /// <summary>Operands of a floating-point operation, as many as there are; the rest repeat the first.</summary>
    public FloatOperand A, B, C;

    /// <summary>Where operands and result of a function of lanes are, packed by <see cref="HelperArguments"/>, and the
    /// result's place alone.</summary>
    public ulong Places;
    public int Place;

    /// <summary>The number that is replaced has double precision.</summary>
    public bool IsDouble;

    /// <summary>The register for the result of the floating-point operation.</summary>
    public FloatOperand Result;
}
