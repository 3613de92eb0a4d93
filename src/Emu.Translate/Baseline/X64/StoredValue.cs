namespace Emu.Translate.Baseline.X64;

/// <summary>What a store stores, for cold code that hands it to a helper: a register that still holds it there, or a
/// constant.</summary>
internal readonly struct StoredValue
{
    private enum Kind : byte
    {
        None,
        Constant,
        Register,
    }

    private readonly Kind kind;
    private readonly int content;

    private StoredValue(Kind kind, int content)
    {
        this.kind = kind;
        this.content = content;
    }

    /// <summary>Of an access that stores nothing.</summary>
    public static StoredValue None => default;

    /// <summary>A constant, sign-extended.</summary>
    public static StoredValue Of(int constant) => new(Kind.Constant, constant);

    /// <summary>What a register holds until the access is done.</summary>
    public static StoredValue Of(Gpr register) => new(Kind.Register, (int)register);

    /// <summary>Writes code that leaves it in a register; none when there is nothing.</summary>
    public void WriteTo(X64Assembler code, Gpr target)
    {
        if (kind == Kind.Constant) code.MoveConstant(target, unchecked((ulong)(long)content));
        else if (kind == Kind.Register) code.Move(wide: true, target, (Gpr)content);
    }
}
