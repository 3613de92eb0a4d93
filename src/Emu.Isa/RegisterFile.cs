namespace Emu.Isa;

/// <summary>
/// A guest's registers as data: they lie behind <see cref="CpuState"/>, bank after bank, and are numbered through. Those of
/// 64 bits come first, 8 bytes each; vectors follow, 16 bytes each and aligned to that. Immutable.
/// </summary>
public sealed class RegisterFile
{
    /// <summary>Most registers that a guest may have: sets of them are 128-bit words.</summary>
    public const int MaximumCount = 128;

    /// <summary>Most of them that have 64 bits.</summary>
    public const int MaximumScalars = 64;

    private readonly RegisterType[] types;
    private readonly string[] names;

    /// <param name="banks">The banks; those with <see cref="RegisterType.Vector"/> behind all others.</param>
    /// <param name="zero">Number of the integer register that reads as zero whatever is written to it; -1 for
    /// none.</param>
    /// <exception cref="ArgumentException">They are too many, or a vector stands before a register of 64 bits.</exception>
    public RegisterFile(IReadOnlyList<RegisterBank> banks, int zero)
    {
        ArgumentNullException.ThrowIfNull(banks);
        Banks = banks;
        Zero = zero;
        types = [.. banks.SelectMany(bank => bank.Names.Select(_ => bank.Type))];
        names = [.. banks.SelectMany(bank => bank.Names)];
        if (Count > MaximumCount) throw new ArgumentException($"{Count} registers; the most is {MaximumCount}", nameof(banks));
        Scalars = Array.FindIndex(types, type => type == RegisterType.Vector) is >= 0 and var first ? first : Count;
        if (Scalars > MaximumScalars)
            throw new ArgumentException($"{Scalars} registers of 64 bits; the most is {MaximumScalars}", nameof(banks));
        if (Array.Exists(types[Scalars..], type => type != RegisterType.Vector))
            throw new ArgumentException("a vector stands before a register of 64 bits", nameof(banks));
    }

    /// <summary>The banks, in order.</summary>
    public IReadOnlyList<RegisterBank> Banks { get; }

    /// <summary>Number of the register that reads as zero; -1 for none.</summary>
    public int Zero { get; }

    /// <summary>
    /// Number of the integer register that tells what others hold, so that bodies ask for it
    /// (<see cref="IValue{TSelf, TCondition}.TryGetConstant"/>) and do the one or the other; -1 for none. Translators follow
    /// its constants from one block to the next ones.
    /// </summary>
    public int Discriminant { get; init; } = -1;

    /// <summary>
    /// Number of the first register of those that the CPU itself reads and writes when it executes a system instruction or takes
    /// an exception (<see cref="Cpu.Execute"/>): all of 64 bits from here on. Translated code has them in the CPU's state then, and
    /// is left when one of them has changed. <see cref="Scalars"/> when there are none.
    /// </summary>
    public int FirstOfCpu
    {
        get => field < 0 ? Scalars : field;
        init;
    } = -1;

    /// <summary>Registers of all banks together.</summary>
    public int Count => types.Length;

    /// <summary>Registers of 64 bits, which have the numbers below.</summary>
    public int Scalars { get; }

    /// <summary>Bytes of all of them, a multiple of 16.</summary>
    public int Size => OffsetOf(Scalars, Scalars) + (16 * (Count - Scalars));

    /// <summary>What a register holds.</summary>
    public RegisterType TypeOf(int register) => types[register];

    /// <summary>A register's name, as dumps print it.</summary>
    public string NameOf(int register) => names[register];

    /// <summary>Offset in bytes from the first register.</summary>
    public int OffsetOf(int register) => register < Scalars ? 8 * register : OffsetOf(register, Scalars);

    /// <summary>Offset in bytes of a vector register from the first register.</summary>
    /// <param name="register">Its number.</param>
    /// <param name="scalars">Registers of 64 bits.</param>
    public static int OffsetOf(int register, int scalars) => (((8 * scalars) + 15) & ~15) + (16 * (register - scalars));
}
