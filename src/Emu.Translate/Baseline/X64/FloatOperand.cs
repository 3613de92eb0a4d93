namespace Emu.Translate.Baseline.X64;

/// <summary>A host register that holds a number's bits: a vector register or a general-purpose one.</summary>
internal readonly record struct FloatOperand(bool IsVector, byte Number)
{
    public static implicit operator FloatOperand(Xmm register) => new(true, (byte)register);

    public static implicit operator FloatOperand(Gpr register) => new(false, (byte)register);
}
