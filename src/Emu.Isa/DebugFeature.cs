namespace Emu.Isa;

/// <summary>Registers that belong together, as GDB's target descriptions name such sets (GDB manual, appendix G.5).</summary>
/// <param name="Name">Such as <c>org.gnu.gdb.aarch64.core</c>.</param>
/// <param name="Registers">The registers, in the order of their numbers.</param>
public sealed record DebugFeature(string Name, IReadOnlyList<DebugRegister> Registers)
{
    /// <summary>Elements of the description that define types of registers; empty when GDB knows all of them.</summary>
    public string Types { get; init; } = "";
}
