namespace Emu.Isa;

/// <summary>What decides how a guest's code decodes: the architecture, and what the CPU has of it.</summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Features">What the CPU has.</param>
public readonly record struct GuestIsa(GuestArchitecture Architecture, Features Features)
{
    /// <summary>Decodes the instruction at the beginning of some bytes.</summary>
    /// <param name="code">The bytes, as many as there are.</param>
    /// <param name="instruction">What is there; an unknown encoding is an instruction too, with the operation
    /// <see cref="DecodedInstruction.Illegal"/>.</param>
    /// <returns>Its bytes; 0 when more are needed to know.</returns>
    public int Decode(ReadOnlySpan<byte> code, out DecodedInstruction instruction) =>
        Architecture.Decode(code, Features, out instruction);

    /// <summary>An instruction as the architecture's assemblers write it.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="address">Its virtual address.</param>
    public string Disassemble(in DecodedInstruction instruction, ulong address) =>
        Architecture.Disassemble(instruction, address, Features);
}
