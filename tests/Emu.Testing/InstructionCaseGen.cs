using CsCheck;

namespace Emu.Testing;

/// <summary>
/// Random cases of one instruction: any operands, memory accesses mostly within <see
/// cref="HartCase.MemoryAddress"/>, some misaligned and some unmapped, jumps anywhere but back to themselves.
/// </summary>
/// <remarks>
/// A store conditional is always aligned: QEMU 7.2 lets a misaligned one fail when there is no reservation, where the
/// specification demands a trap (unprivileged specification, 8.2).
/// </remarks>
public static class InstructionCaseGen
{
    private const int StackPointer = 2;
    private const int FirstPointer = 8;
    private const int SecondPointer = 9;
    private const int LastRegister = 31;

    /// <summary>
    /// Cases of an instruction. Words that the encoding excludes occur as well: they are illegal or other
    /// instructions.
    /// </summary>
    public static Gen<HartCase> Of(InstructionEntry instruction) =>
        from random in Gen.UInt
        let word = WithoutLoop(instruction, instruction.Pattern.Fill(random))
        from x in OperandGen.IntegerRegisters
        from f in OperandGen.Integer.Array[32]
        from memory in OperandGen.Memory
        from address in instruction.Name is "ScW" or "ScD" ? AlignedAddress : Address
        select new HartCase
        {
            Code = [word],
            X = WithAddress(instruction, word, x, address),
            F = f,
            Memory = memory,
        };

    /// <summary>
    /// A load reserved, an instruction that touches no memory, and a store conditional of the same width, mostly to the
    /// same address.
    /// </summary>
    public static Gen<HartCase> ReservedPairs =>
        from wide in Gen.Bool
        from randoms in Gen.UInt.Array[3]
        from addresses in AlignedAddress.Array[2]
        from elsewhere in Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)))
        from x in OperandGen.IntegerRegisters
        from memory in OperandGen.Memory
        select new HartCase
        {
            Code =
            [
                AtomicWord(wide ? "LrD" : "LrW", randoms[0], FirstPointer),
                RiscVWord.Addi(LastRegister, (int)(randoms[1] % LastRegister), 1),
                AtomicWord(wide ? "ScD" : "ScW", randoms[2], elsewhere ? SecondPointer : FirstPointer),
            ],
            X = [.. x[..FirstPointer], addresses[0], addresses[1], .. x[(SecondPointer + 1)..]],
            Memory = memory,
        };

    private static uint AtomicWord(string name, uint random, int pointer)
    {
        EncodingPattern pattern = InstructionEntry.Of(name).Pattern;
        uint word = pattern.With("rs1", pattern.Fill(random), (uint)pointer);
        return pattern.Get("rd", word) is FirstPointer or SecondPointer
            ? pattern.With("rd", word, LastRegister)
            : word;
    }

    private static Gen<ulong> AlignedAddress { get; } =
        Gen.Int[0, (HartCase.MemorySize / 8) - 1].Select(index => HartCase.MemoryAddress + ((ulong)index * 8));

    private static Gen<ulong> Address { get; } = Gen.Frequency(
        (8, AlignedAddress),
        (4, Gen.Int[0, (HartCase.MemorySize / 4) - 2].Select(index => HartCase.MemoryAddress + ((ulong)index * 4))),
        (2, Gen.Int[0, HartCase.MemorySize - 8].Select(offset => HartCase.MemoryAddress + (ulong)offset)),
        (1, Gen.Int[8, 4096].Select(offset => HartCase.MemoryAddress - (ulong)offset)));

    /// <summary>Keeps a jump from landing within the case's one instruction.</summary>
    private static uint WithoutLoop(InstructionEntry instruction, uint word)
    {
        EncodingPattern pattern = instruction.Pattern;
        return pattern.Has("offset") && pattern.GetSigned("offset", word) is 0 or 2
            ? pattern.With("offset", word, 8)
            : word;
    }

    private static ulong[] WithAddress(InstructionEntry instruction, uint word, ulong[] x, ulong address)
    {
        if (!instruction.AccessesMemory)
            return x;
        EncodingPattern pattern = instruction.Pattern;
        ulong offset = !pattern.Has("imm") ? 0
            : pattern.Bits == 32 ? (ulong)pattern.GetSigned("imm", word)
            : pattern.Get("imm", word);
        int register = instruction.AddressRegister switch
        {
            "sp" => StackPointer,
            "rs1'" => (int)pattern.Get("rs1'", word) + 8,
            _ => (int)pattern.Get("rs1", word),
        };
        if (register != 0)
            x[register] = address - offset;
        return x;
    }
}
