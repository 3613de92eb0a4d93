namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// <c>mcycle</c> or <c>minstret</c>: counts retired instructions from a value that software may set, unless inhibited
/// (privileged specification, 3.1.10 and 3.1.12). A cycle is one instruction long.
/// </summary>
internal struct RetirementCounter
{
    private ulong offset;
    private bool inhibited;

    /// <summary>Distance from the hart's count while counting, the value itself while inhibited; a saved machine has it with
    /// <see cref="IsInhibited"/>.</summary>
    public ulong Offset
    {
        readonly get => offset;
        set => offset = value;
    }

    /// <summary>The counter stands still.</summary>
    public bool IsInhibited
    {
        readonly get => inhibited;
        set => inhibited = value;
    }

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
