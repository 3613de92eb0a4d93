using Emu.Translate.Baseline.X64;
using Iced.Intel;

namespace Emu.Translate.Tests.Baseline.X64;

/// <summary>All operands there are, and Iced's names for them.</summary>
internal static class Names
{
    public static readonly Gpr[] Registers = Enum.GetValues<Gpr>();
    public static readonly Xmm[] Vectors = Enum.GetValues<Xmm>();
    public static readonly Translate.Baseline.X64.Condition[] Conditions = Enum.GetValues<Translate.Baseline.X64.Condition>();
    public static readonly bool[] Widths = [false, true];

    /// <summary>The limits of what each length of an immediate or a displacement holds.</summary>
    public static readonly int[] Immediates =
        [0, 1, -1, 2, 127, 128, 255, 256, -128, -129, 32767, -32768, 65535, int.MaxValue, int.MinValue, 0x12345678];

    /// <summary>The name of the lowest 1, 2, 4 or 8 bytes of a register.</summary>
    public static string Of(Gpr register, int bytes)
    {
        Register first = bytes switch { 1 => Register.AL, 2 => Register.AX, 4 => Register.EAX, _ => Register.RAX };
        // Iced lists ah, ch, dh, bh between bl and spl.
        int gap = bytes == 1 && register >= Gpr.Rsp ? 4 : 0;
        string name = (first + (int)register + gap).ToString().ToLowerInvariant();
        // Iced's enumeration says r8l where its formatter, as assemblers do, says r8b.
        return bytes == 1 && register >= Gpr.R8 ? name.Replace('l', 'b') : name;
    }

    public static string Of(Gpr register, bool wide) => Of(register, wide ? 8 : 4);

    /// <summary>The prefix of a memory operand of so many bytes.</summary>
    public static string Size(int bytes) => bytes switch
    {
        1 => "byte ptr ",
        2 => "word ptr ",
        4 => "dword ptr ",
        8 => "qword ptr ",
        _ => throw new ArgumentOutOfRangeException(nameof(bytes)),
    };

    /// <summary>The suffix of a scalar floating-point instruction.</summary>
    public static string Suffix(bool isDouble) => isDouble ? "sd" : "ss";
}
