namespace Emu.Testing.Machines;

/// <summary>Numbers of integer registers by their names in the calling convention.</summary>
public static class Registers
{
    public const int Zero = 0, T0 = 5, T1 = 6, T2 = 7, S0 = 8, S1 = 9;
    public const int A0 = 10, A1 = 11, A2 = 12, A6 = 16, A7 = 17;
}
