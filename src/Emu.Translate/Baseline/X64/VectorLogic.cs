namespace Emu.Translate.Baseline.X64;

/// <summary>An operation on all 128 bits of two vector registers, by its opcode after 0F (ANDPS and so on).</summary>
internal enum VectorLogic : byte
{
    And = 0x54,

    /// <summary>The complement of the destination, and the source.</summary>
    AndNot = 0x55,
    Or = 0x56,
    Xor = 0x57,
}
