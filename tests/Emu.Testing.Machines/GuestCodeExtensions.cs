using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Testing.Machines;

/// <summary>What the guests of these tests do.</summary>
public static class GuestCodeExtensions
{
    private const uint TestFinisher = 0x10_0000;

    /// <summary>Sets a register to an address in the upper half of the 32-bit space.</summary>
    public static void LoadAddress(this GuestCode code, int rd, ulong address)
    {
        code.LoadConstant(rd, (uint)(address >> 4));
        code.Add(I(4, rd, 0b001, rd, 0b0010011)); // slli rd, rd, 4
        code.Add(Addi(rd, rd, (int)(address & 15)));
    }

    /// <summary>Calls the SBI; the arguments are in their registers.</summary>
    public static void CallSbi(this GuestCode code, uint extension, uint function)
    {
        code.LoadConstant(A7, extension);
        code.Add(Addi(A6, Zero, (int)function), Ecall);
    }

    /// <summary>Writes to the test finisher, and then goes round forever.</summary>
    public static void Finish(this GuestCode code, uint command)
    {
        code.LoadConstant(T0, TestFinisher);
        code.LoadConstant(T1, command);
        code.Add(S(0, T1, T0, 0b010, 0b0100011)); // sw t1, 0(t0)
        code.Loop();
    }

    /// <summary>Goes round forever.</summary>
    public static void Loop(this GuestCode code) => code.Add(Beq(Zero, Zero, 0));
}
