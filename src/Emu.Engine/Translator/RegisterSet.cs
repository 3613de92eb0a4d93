using Emu.Isa;

namespace Emu.Engine.Translator;

/// <summary>Sets of guest registers as 64 bits: integer registers first, in the order of <c>CpuState</c>.</summary>
internal static class RegisterSet
{
    public const int Count = 64;

    private const int FirstFloat = 32;

    public static int Index(Reg register) => register.Number;

    public static int Index(FReg register) => FirstFloat + register.Number;

    public static bool IsFloat(int index) => index >= FirstFloat;
}
