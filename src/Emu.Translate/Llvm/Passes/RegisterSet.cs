using Emu.Isa;

namespace Emu.Translate.Llvm.Passes;

/// <summary>Sets of guest registers as 128 bits, by their numbers in the <see cref="RegisterFile"/>.</summary>
internal static class RegisterSet
{
    /// <summary>The set of one register.</summary>
    public static UInt128 Of(int register) => UInt128.One << register;

    /// <summary>The set of the registers from one number up to another, which does not belong to it.</summary>
    public static UInt128 Between(int first, int end) => (UInt128.One << end) - (UInt128.One << first);

    /// <summary>The register with the lowest number of a set that is not empty.</summary>
    public static int First(UInt128 set) => (int)UInt128.TrailingZeroCount(set);
}
