namespace Emu.Translate.Baseline.X64;

/// <summary>
/// Scalar floating point, in single precision or double. What rounds obeys MXCSR and leaves its exceptions there.
/// </summary>
internal sealed unsafe partial class X64Assembler
{
    private static uint Scalar(bool isDouble) => Map0F | (isDouble ? PrefixF2 : PrefixF3);

    private static uint Packed(bool isDouble) => Map0F | (isDouble ? Prefix66 : 0);

    /// <summary>MOVSS or MOVSD from memory; the rest of the register becomes zero.</summary>
    public void LoadFloat(bool isDouble, Xmm destination, Memory source) =>
        RegisterMemory(Scalar(isDouble) | 0x10, 0, (int)destination, source);

    /// <summary>MOVSS or MOVSD to memory.</summary>
    public void StoreFloat(bool isDouble, Memory destination, Xmm source) =>
        RegisterMemory(Scalar(isDouble) | 0x11, 0, (int)source, destination);

    /// <summary>MOVAPS: all 128 bits.</summary>
    public void Move(Xmm destination, Xmm source) => Registers(Map0F | 0x28, 0, (int)destination, (int)source);

    /// <summary>MOVQ or MOVD; the rest of the vector register becomes zero.</summary>
    public void MoveToXmm(bool wide, Xmm destination, Gpr source) =>
        Registers(Prefix66 | Map0F | 0x6E, Width(wide), (int)destination, (int)source);

    /// <summary>MOVQ or MOVD; the rest of the general-purpose register becomes zero.</summary>
    public void MoveFromXmm(bool wide, Gpr destination, Xmm source) =>
        Registers(Prefix66 | Map0F | 0x7E, Width(wide), (int)source, (int)destination);

    /// <summary>ADDSS, SQRTSD and so on.</summary>
    public void Arithmetic(ScalarOperation operation, bool isDouble, Xmm destination, Xmm source) =>
        Registers(Scalar(isDouble) | (uint)operation, 0, (int)destination, (int)source);

    /// <summary>The same with memory.</summary>
    public void Arithmetic(ScalarOperation operation, bool isDouble, Xmm destination, Memory source) =>
        RegisterMemory(Scalar(isDouble) | (uint)operation, 0, (int)destination, source);

    /// <summary>ANDPS, ANDNPS, ORPS, XORPS.</summary>
    public void Logic(VectorLogic operation, Xmm destination, Xmm source) =>
        Registers(Map0F | (uint)operation, 0, (int)destination, (int)source);

    /// <summary>
    /// UCOMISS or UCOMISD: compares, signalling invalid for signalling NaNs only. ZF, PF and CF tell.
    /// </summary>
    public void CompareQuiet(bool isDouble, Xmm first, Xmm second) =>
        Registers(Packed(isDouble) | 0x2E, 0, (int)first, (int)second);

    /// <summary>COMISS or COMISD: compares, signalling invalid for every NaN. ZF, PF and CF tell.</summary>
    public void CompareSignaling(bool isDouble, Xmm first, Xmm second) =>
        Registers(Packed(isDouble) | 0x2F, 0, (int)first, (int)second);

    /// <summary>
    /// CVTSI2SS or CVTSI2SD from a signed integer of 64 bits or 32; the rest of the destination stays.
    /// </summary>
    public void ConvertFromInteger(bool isDouble, bool wide, Xmm destination, Gpr source) =>
        Registers(Scalar(isDouble) | 0x2A, Width(wide), (int)destination, (int)source);

    /// <summary>
    /// CVTSS2SI or CVTSD2SI, rounding as MXCSR says, to a signed integer of 64 bits or 32: the smallest one where it
    /// does not fit.
    /// </summary>
    public void ConvertToInteger(bool isDouble, bool wide, Gpr destination, Xmm source) =>
        Registers(Scalar(isDouble) | 0x2D, Width(wide), (int)destination, (int)source);

    /// <summary>CVTTSS2SI or CVTTSD2SI: the same, rounding towards zero.</summary>
    public void TruncateToInteger(bool isDouble, bool wide, Gpr destination, Xmm source) =>
        Registers(Scalar(isDouble) | 0x2C, Width(wide), (int)destination, (int)source);

    /// <summary>CVTSD2SS or CVTSS2SD: to the precision named; the rest of the destination stays.</summary>
    public void ConvertPrecision(bool toDouble, Xmm destination, Xmm source) =>
        Registers(Scalar(!toDouble) | 0x5A, 0, (int)destination, (int)source);

    /// <summary>ROUNDSS or ROUNDSD: to an integral value. Inexact is signalled unless suppressed.</summary>
    public void Round(RoundingControl control, bool suppressInexact, bool isDouble, Xmm destination, Xmm source)
    {
        uint opcode = Prefix66 | Map0F3A | (isDouble ? 0x0Bu : 0x0Au);
        EndByte(
            WriteRegisters(opcode, 0, (int)destination, (int)source), (int)control | (suppressInexact ? 8 : 0));
    }

    /// <summary>
    /// VFMADD231 and its relatives: the product of two registers, and the destination. The host must have FMA.
    /// </summary>
    public void MultiplyAdd(FusedMultiply operation, bool isDouble, Xmm destination, Xmm first, Xmm second) => cursor =
        WriteVex(Prefix66 | Map0F38 | (uint)operation, isDouble, (int)destination, (int)first, (int)second);

    /// <summary>LDMXCSR.</summary>
    public void LoadMxcsr(Memory source) => RegisterMemory(Map0F | 0xAE, 0, 2, source);

    /// <summary>STMXCSR.</summary>
    public void StoreMxcsr(Memory destination) => RegisterMemory(Map0F | 0xAE, 0, 3, destination);
}
