namespace Emu.Guest.Toy;

/// <summary>What only the CPU can do.</summary>
public enum ToySystem
{
    /// <summary>A call of the kernel: number in r0, arguments in r1 to r3, result in r0.</summary>
    Kernel,

    /// <summary>Adds the first operand to the CPU's own counter, and returns that plus the second.</summary>
    Count,

    /// <summary>Makes the next instruction the word that is the first operand, unless it is that, and returns
    /// it.</summary>
    Patch,
}
