namespace Emu.Guest.RiscV;

/// <summary>The parts of the RISC-V instruction set that a hart may have; an instruction of a part it has not is
/// illegal.</summary>
[Flags]
public enum Extensions : uint
{
    None = 0,
    I = 1 << 0,
    M = 1 << 1,
    A = 1 << 2,
    F = 1 << 3,
    D = 1 << 4,
    C = 1 << 5,
    Zicsr = 1 << 6,
    Zifencei = 1 << 7,
    Zicntr = 1 << 8,
    Zba = 1 << 9,
    Zbb = 1 << 10,
    Zbs = 1 << 11,
    Zicboz = 1 << 12,
    Zicond = 1 << 13,
    Sstc = 1 << 14,

    /// <summary>Supervisor mode and what belongs to it.</summary>
    S = 1 << 15,

    /// <summary>User mode.</summary>
    U = 1 << 16,

    /// <summary>RV64GC, the bit manipulation of RVA22, and supervisor mode: all that there is.</summary>
    All = (1 << 17) - 1,
}
