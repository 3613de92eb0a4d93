namespace Emu.Guest.Arm64.Privileged;

/// <summary>
/// A system register as data: its encoding, who may access it, what it holds after a reset, and what reading and writing it
/// does besides. Without <see cref="Read"/> and <see cref="Write"/> it is storage.
/// </summary>
/// <param name="Name">The manual's name.</param>
/// <param name="Op0">Fields of the instruction that names it.</param>
/// <param name="Op1">Likewise.</param>
/// <param name="Crn">Likewise.</param>
/// <param name="Crm">Likewise.</param>
/// <param name="Op2">Likewise.</param>
internal sealed record SystemRegister(string Name, int Op0, int Op1, int Crn, int Crm, int Op2)
{
    /// <summary>The fields as <see cref="SystemRegisterNumber"/> has them.</summary>
    public int Number => Op0 << 14 | Op1 << 11 | Crn << 7 | Crm << 3 | Op2;

    /// <summary>Its place among the CPU's values; the table sets it.</summary>
    public int Index { get; set; }

    /// <summary>Its value after a reset.</summary>
    public ulong Reset { get; init; }

    /// <summary>Bits that a write changes.</summary>
    public ulong Writable { get; init; } = ulong.MaxValue;

    /// <summary>What may be done with it at EL1.</summary>
    public RegisterAccess Access { get; init; } = RegisterAccess.ReadWrite;

    /// <summary>What may be done with it at EL0.</summary>
    public RegisterAccess UserAccess { get; init; }

    /// <summary>Whether EL1 lets EL0 do that now; an access that it does not is trapped.</summary>
    public Func<Arm64Cpu, bool>? UserGate { get; init; }

    /// <summary>The register exists on CPUs with one of these features; <see cref="Arm64Features.None"/> for all.</summary>
    public Arm64Features Needs { get; init; }

    /// <summary>The value, where it is not what has been stored.</summary>
    public Func<Arm64Cpu, ulong>? Read { get; init; }

    /// <summary>Takes the value that is written, bits outside of <see cref="Writable"/> as they were; it stores what is to be
    /// stored.</summary>
    public Action<Arm64Cpu, ulong>? Write { get; init; }
}

/// <summary>What may be done with a register.</summary>
[Flags]
internal enum RegisterAccess
{
    None = 0,
    Read = 1,
    Write = 2,
    ReadWrite = Read | Write,
}
