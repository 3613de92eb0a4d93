namespace Emu.Testing;

/// <summary>The instructions that a user-mode program under QEMU 7.2 executes as the specification says.</summary>
public static class OracleInstructions
{
    /// <summary>
    /// All but those that QEMU lacks (Zicboz, Zicond), that would end or block the guest (<c>ecall</c>, <c>wfi</c>),
    /// and <c>ctzw</c>, which counts on into the upper half there.
    /// </summary>
    public static IEnumerable<InstructionEntry> All => InstructionEntry.All.Where(instruction =>
        instruction.Group is not ("ZicbozCacheBlockZero" or "ZicondConditionalZero")
        && instruction.Name is not ("Ecall" or "Wfi" or "Ctzw"));
}
