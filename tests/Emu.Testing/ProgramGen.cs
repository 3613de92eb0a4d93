using CsCheck;

namespace Emu.Testing;

/// <summary>
/// Random programs of integer instructions that run to their end: memory accesses through pointers that stay what
/// they are, and branches that go forwards to an instruction's beginning.
/// </summary>
public static class ProgramGen
{
    private const int MostInstructions = CpuCase.CodeCapacity / 4;
    private const int MostSkipped = 6;
    private const int StackPointer = 2;
    private const int FirstPointer = 8;
    private const int LastPointer = 9;
    private const int FreeRegister = 10;
    private const int FreeCompressedRegister = FreeRegister - 8;

    // All pointers hold this; accesses reach as far before and after it as there is memory.
    private const int Reach = CpuCase.MemorySize / 2;
    private const ulong PointerValue = CpuCase.MemoryAddress + Reach;

    // fflags, frm, fcsr; retired instructions, which only machine mode may write, under their other number.
    private static readonly uint[] Csrs = [1, 2, 3, 0xc02, 0xb02];

    private static readonly Gen<Step> AnyStep = Steps([.. InstructionEntry.All.Where(IsUsable)]);

    private static readonly Gen<Step> AnyMachineStep =
        Gen.Select(Steps([.. InstructionEntry.All.Where(IsUsableInMachineMode)]), Gen.Int[0, 40], MakeWild);

    private static Gen<Step> Steps(InstructionEntry[] usable) =>
        (from instruction in Gen.OneOfConst(usable)
         from random in OperandGen.Bits
         from pointer in Gen.Int[FirstPointer, LastPointer]
         from offset in Gen.Int[-Reach, Reach - 8]
         from skipped in Gen.Int[0, MostSkipped]
         select new Step(
             Tame(instruction, random, pointer, offset), instruction.Pattern, instruction.AccessesMemory, skipped))
        .Where(step => step.Pattern.Matches(step.Word));

    /// <summary>Programs of up to 64 instructions with random registers and memory.</summary>
    public static Gen<CpuCase> Programs { get; } =
        from steps in AnyStep.Array[1, MostInstructions]
        from x in OperandGen.IntegerRegisters
        from memory in OperandGen.Memory
        from isWhole in Gen.Bool
        select new CpuCase
        {
            Code = Link(steps),
            Heads = isWhole ? Heads(steps) : [],
            X = WithPointers(x),
            Memory = memory,
        };

    /// <summary>
    /// Programs like those, with floating point, atomics, CSRs and instructions that trap, now and then, all of which
    /// are four bytes long. For a CPU in machine mode whose handler skips them.
    /// </summary>
    public static Gen<CpuCase> MachinePrograms { get; } =
        from steps in AnyMachineStep.Array[1, MostInstructions]
        from x in OperandGen.IntegerRegisters
        from f in OperandGen.Float.Array[32]
        from fcsr in Gen.UInt[0, 0x9f]
        from memory in OperandGen.Memory
        select new CpuCase { Code = Link(steps), X = WithPointers(x), F = f, Fcsr = fcsr, Memory = memory };

    // Extensions that are not named here are taken.
    private static bool IsUsableInMachineMode(InstructionEntry instruction) => instruction.Group switch
    {
        "Privileged" => false,
        "BaseControl" => instruction.Name is not "Jalr",
        "Compressed" => IsUsable(instruction),
        _ => true,
    };

    // Now and then an access to where nothing is: around address 0.
    private static Step MakeWild(Step step, int random) =>
        random == 0 && step.AccessesMemory && step.Pattern.Bits == 32 && step.Pattern.Has("rs1")
            ? step with { Word = step.Pattern.With("rs1", step.Word, 0) }
            : step;

    // Extensions that are not named here are taken, but for what QEMU does otherwise.
    private static bool IsUsable(InstructionEntry instruction) => OracleInstructions.Contains(instruction) && instruction.Group switch
    {
        "SinglePrecision" or "DoublePrecision" or "FloatClass" or "ControlStatusRegisters" or "Privileged" or
            "ZifenceiInstructionFetchFence" => false,

        // Whether a store conditional fails after other stores of the same CPU is up to the implementation.
        "Atomics" => instruction.Name is not ("LrW" or "LrD" or "ScW" or "ScD"),
        "BaseControl" => instruction.Name is not ("Jalr" or "Ebreak"),
        "Compressed" => instruction.Name is not ("CJr" or "CJalr" or "CEbreak" or "CAddi16sp"),
        _ => true,
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
        if (pattern.Has("csr"))
            return pattern.With("csr", word, Csrs[pattern.Get("csr", word) % (uint)Csrs.Length]);
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
        int[] starts = Starts(steps);
        uint[] words = new uint[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            int target = starts[Target(steps, i)];
            words[i] = steps[i].Pattern.Has("offset")
                ? steps[i].Pattern.With("offset", steps[i].Word, (uint)(target - starts[i]))
                : steps[i].Word;
        }

        return words;
    }

    /// <summary>Where blocks begin when they are as long as they can be.</summary>
    private static int[] Heads(Step[] steps)
    {
        int[] starts = Starts(steps);
        SortedSet<int> heads = [0];
        for (int i = 0; i < steps.Length; i++)
        {
            if (!steps[i].Pattern.Has("offset")) continue;
            heads.Add(starts[i + 1]);
            heads.Add(starts[Target(steps, i)]);
        }

        return [.. heads];
    }

    private static int[] Starts(Step[] steps)
    {
        int[] starts = new int[steps.Length + 1];
        for (int i = 0; i < steps.Length; i++) starts[i + 1] = starts[i] + (steps[i].Pattern.Bits / 8);
        return starts;
    }

    private static int Target(Step[] steps, int jump) => Math.Min(jump + 1 + steps[jump].Skipped, steps.Length);

    private static ulong[] WithPointers(ulong[] x)
    {
        foreach (int pointer in (int[])[StackPointer, FirstPointer, LastPointer])
            x[pointer] = PointerValue;
        return x;
    }

    private sealed record Step(uint Word, EncodingPattern Pattern, bool AccessesMemory, int Skipped);
}
