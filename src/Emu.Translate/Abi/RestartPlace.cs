namespace Emu.Translate.Abi;

/// <summary>What translated code with exact faults leaves in <see cref="Emu.Isa.CpuState.FaultOffset"/>: from where in its page the
/// interpreter executes again.</summary>
internal static class RestartPlace
{
    /// <summary>Added to the place that a restart point notes, which is even: a group of stores begins there. Those of it
    /// that do not reach the address of the fault have been done, up to the first that does.</summary>
    public const int GroupMark = 1;
}
