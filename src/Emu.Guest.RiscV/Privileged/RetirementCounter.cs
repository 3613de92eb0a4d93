namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// <c>mcycle</c> or <c>minstret</c>: counts retired instructions from a value that software may set, unless inhibited
/// (privileged specification, 3.1.10 and 3.1.12). A cycle is one instruction long.
/// </summary>
internal struct RetirementCounter
{
    /// <summary>Distance from the hart's count while counting, the value itself while inhibited.</summary>
    private ulong offset;
    private bool inhibited;

    /// <param name="retired">Instructions retired before the one that reads.</param>
    public readonly ulong Read(ulong retired) => inhibited ? offset : offset + retired;

    /// <summary>Sets what the next instruction reads: the instruction that writes is not counted.</summary>
    public void Write(ulong value, ulong retired) => offset = inhibited ? value : value - (retired + 1);

    /// <summary>Stops or restarts the counter from the next instruction on.</summary>
    public void SetInhibited(bool inhibit, ulong retired)
    {
        if (inhibit == inhibited) return;
        offset = inhibit ? offset + retired + 1 : offset - (retired + 1);
        inhibited = inhibit;
    }
}
