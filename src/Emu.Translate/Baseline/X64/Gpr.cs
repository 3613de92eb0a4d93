namespace Emu.Translate.Baseline.X64;

/// <summary>
/// A general-purpose register of x86-64, by the number that instructions carry (Intel SDM vol. 2, 2.2.1.2): bit 3 goes
/// to a REX prefix.
/// </summary>
internal enum Gpr : byte
{
    Rax,
    Rcx,
    Rdx,
    Rbx,
    Rsp,
    Rbp,
    Rsi,
    Rdi,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
}
