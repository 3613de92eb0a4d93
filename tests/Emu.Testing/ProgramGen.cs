using CsCheck;

namespace Emu.Testing;

/// <summary>
/// Random programs of integer instructions that run to their end: memory accesses through pointers that stay what
/// they are, and branches that go forwards to an instruction's beginning.
/// </summary>
public static class ProgramGen
{
    private const int MostInstructions = HartCase.CodeCapacity / 4;
    private const int MostSkipped = 6;
    private const int StackPointer = 2;
    private const int FirstPointer = 8;
    private const int LastPointer = 9;
    private const int FreeRegister = 10;
    private const int FreeCompressedRegister = FreeRegister - 8;

    // All pointers hold this; accesses reach as far before and after it as there is memory.
    private const int Reach = HartCase.MemorySize / 2;
    private const ulong PointerValue = HartCase.MemoryAddress + Reach;

    private static readonly InstructionEntry[] Usable = [.. InstructionEntry.All.Where(IsUsable)];

    private static readonly Gen<Step> AnyStep =
        (from instruction in Gen.OneOfConst(Usable)
         from random in OperandGen.Bits
         from pointer in Gen.Int[FirstPointer, LastPointer]
         from offset in Gen.Int[-Reach, Reach - 8]
         from skipped in Gen.Int[0, MostSkipped]
         select new Step(Tame(instruction, random, pointer, offset), instruction.Pattern, skipped))
        .Where(step => step.Pattern.Matches(step.Word));

    /// <summary>Programs of up to 64 instructions with random registers and memory.</summary>
    public static Gen<HartCase> Programs { get; } =
        from steps in AnyStep.Array[1, MostInstructions]
        from x in OperandGen.IntegerRegisters
        from memory in OperandGen.Memory
        select new HartCase { Code = Link(steps), X = WithPointers(x), Memory = memory };

    private static bool IsUsable(InstructionEntry instruction) => instruction.Group switch
    {
        "BaseIntegers" or "BaseLoadsStores" or "Multiplication" or "CompressedDoubles" => true,

        // Whether a store conditional fails after other stores of the same hart is up to the implementation.
        "Atomics" => instruction.Name is not ("LrW" or "LrD" or "ScW" or "ScD"),
        "BaseControl" => instruction.Name is not ("Jalr" or "Ecall" or "Ebreak"),
        "Compressed" => instruction.Name is not ("CJr" or "CJalr" or "CEbreak" or "CAddi16sp"),
        "ZbaAddressGeneration" or "ZbsSingleBits" => true,

        // QEMU 7.2 counts the upper half as well.
        "ZbbBitManipulation" => instruction.Name != "Ctzw",
        _ => false,
    };

    /// <summary>A word of the instruction that leaves the pointers alone and accesses memory through them.</summary>
    private static uint Tame(InstructionEntry instruction, uint random, int pointer, int offset)
    {
        EncodingPattern pattern = instruction.Pattern;
        uint word = pattern.Fill(random);
        if (pattern.Has("rd") && pattern.Get("rd", word) is StackPointer or FirstPointer or LastPointer)
            word = pattern.With("rd", word, FreeRegister);
        if (pattern.Has("rd'") && pattern.Get("rd'", word) + 8 is FirstPointer or LastPointer)
            word = pattern.With("rd'", word, FreeCompressedRegister);
        if (!instruction.AccessesMemory)
            return word;

        if (instruction.AddressRegister is "rs1")
            word = pattern.With("rs1", word, (uint)pointer);
        else if (instruction.AddressRegister is "rs1'")
            word = pattern.With("rs1'", word, (uint)pointer - 8);
        return pattern.Has("imm")
            ? pattern.With("imm", word, (uint)(pattern.Bits == 32 ? offset : Math.Max(offset, 0)))
            : word;
    }

    /// <summary>The words, each jump aimed at the instruction that many further on.</summary>
    private static uint[] Link(Step[] steps)
    {
        int[] starts = new int[steps.Length + 1];
        for (int i = 0; i < steps.Length; i++)
            starts[i + 1] = starts[i] + (steps[i].Pattern.Bits / 8);

        uint[] words = new uint[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            int target = starts[Math.Min(i + 1 + steps[i].Skipped, steps.Length)];
            words[i] = steps[i].Pattern.Has("offset")
                ? steps[i].Pattern.With("offset", steps[i].Word, (uint)(target - starts[i]))
                : steps[i].Word;
        }

        return words;
    }

    private static ulong[] WithPointers(ulong[] x)
    {
        foreach (int pointer in (int[])[StackPointer, FirstPointer, LastPointer])
            x[pointer] = PointerValue;
        return x;
    }

    private sealed record Step(uint Word, EncodingPattern Pattern, int Skipped);
}
