namespace Emu.Testing;

/// <summary>The instructions that a user-mode program under QEMU 7.2 executes as the specification says.</summary>
public static class OracleInstructions
{
    /// <summary>The instructions of <see cref="InstructionEntry.All"/> of which <see cref="Contains"/> is true.</summary>
    public static IEnumerable<InstructionEntry> All => InstructionEntry.All.Where(Contains);

    /// <summary>
    /// False for those that QEMU lacks (Zicboz, Zicond), that would end or block the guest (<c>ecall</c>, <c>wfi</c>),
    /// and for <c>ctzw</c>, which counts on into the upper half there.
    /// </summary>
    public static bool Contains(InstructionEntry instruction) =>
        instruction.Group is not ("ZicbozCacheBlockZero" or "ZicondConditionalZero")
        && instruction.Name is not ("Ecall" or "Wfi" or "Ctzw");
}
