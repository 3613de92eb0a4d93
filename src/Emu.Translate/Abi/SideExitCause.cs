namespace Emu.Translate.Abi;

/// <summary>Why translated code left an instruction to the interpreter. Kept in cached code: the numbers are
/// permanent.</summary>
public enum SideExitCause
{
    /// <summary>It did not: it left for code that is not translated, or for a request.</summary>
    None = 0,

    /// <summary>A load that RAM behind the TLB does not serve: device, fault, page crossing.</summary>
    Load = 1,

    /// <summary>A store of that kind, or into a page that holds code.</summary>
    Store = 2,

    /// <summary>An atomic access of that kind.</summary>
    Atomic = 3,

    /// <summary>An instruction with <see cref="Emu.Isa.Flow.System"/> that only the interpreter executes, or that the
    /// helper left to it.</summary>
    System = 4,

    /// <summary>Floating point is off, or the rounding mode is one that the host lacks or that is reserved.</summary>
    FloatEnvironment = 5,

    /// <summary>An illegal instruction, one that crosses the page's end, or one that is too large for this engine.</summary>
    Untranslatable = 6,
}
