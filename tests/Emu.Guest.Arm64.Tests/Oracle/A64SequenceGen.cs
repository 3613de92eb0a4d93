using Emu.Testing;

namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>Random sequences of all kinds of instructions: accesses go through two registers that nothing else writes, branches go
/// forward, and FPCR, FPSR and NZCV are written between.</summary>
/// <param name="random">Where they come from.</param>
/// <param name="mayUse">Whether an instruction may be part of one.</param>
internal sealed class A64SequenceGen(Random random, Func<A64Entry, bool> mayUse)
{
    private const int Length = 24;

    // What moves by writing back, what stays aligned, and a small index.
    private const uint Base = 28, AlignedBase = 27, Index = 26;

    private static readonly string[] Aligned = ["Atomics", "CompareAndSwap"],
        Absent = ["Exclusives", "AcquireConsistent", "SystemInstructions"];

    // MSR and MRS of FPCR, FPSR and NZCV, of X0.
    private static readonly uint[] StateAccesses =
        [0xd51b_4400, 0xd51b_4420, 0xd51b_4200, 0xd53b_4400, 0xd53b_4420, 0xd53b_4200];

    private readonly A64Entry[] entries =
    [
        .. A64Entry.All.Where(entry => mayUse(entry) && !Absent.Contains(entry.Group)
            && !(entry.Group == "Branches" && entry.Pattern.Has("rn"))),
    ];

    /// <summary>Sequences.</summary>
    public A64Case[] Make(int count) => [.. Enumerable.Range(0, count).Select(_ => Make())];

    private A64Case Make()
    {
        A64Case state = A64FloatOperands.In(A64CaseGen.State(random), random);
        uint[] code = [.. Enumerable.Range(0, Length).Select(Word)];
        state.X[Base] = CpuCase.MemoryAddress + (ulong)random.Next(A64Case.MemorySize);
        state.X[AlignedBase] = CpuCase.MemoryAddress + (ulong)(16 * random.Next(A64Case.MemorySize / 16));
        state.X[Index] = (ulong)random.Next(16);
        return state with
        {
            Code = code,
            Heads = [.. Enumerable.Range(0, Length).Where(i => i == 0 || random.Next(4) == 0)],
        };
    }

    private uint Word(int position)
    {
        if (random.Next(24) == 0) return StateAccesses[random.Next(StateAccesses.Length)] | (uint)random.Next(26);
        while (true)
        {
            A64Entry entry = entries[random.Next(entries.Length)];
            EncodingPattern pattern = entry.Pattern;
            uint word = pattern.Fill((uint)random.NextInt64(1L << 32));
            if (entry.HasAddress)
            {
                word = pattern.With("rn", word, Aligned.Contains(entry.Group) ? AlignedBase : Base);
                if (pattern.Has("rm")) word = pattern.With("rm", word, Index);
            }
            else if (pattern.Has("offset"))
            {
                word = pattern.With("offset", word, (uint)random.Next(1, Length - position + 1) * 4);
            }

            if (IsDefined(entry, word) && Decoder.Decode(word, Arm64Model.Implemented, out _)) return word;
        }
    }

    // Nothing that writes the registers of addresses, and nothing that the manual leaves open.
    private static bool IsDefined(A64Entry entry, uint word)
    {
        uint[] written = [.. new[] { "rd", "rt", "rt2", "rs" }.Where(entry.Pattern.Has).Select(name => entry.Pattern.Get(name, word))];
        if (written.Any(number => number is Base or AlignedBase or Index)) return false;
        return !(entry.Pattern.Has("rt2") && written.Distinct().Count() != written.Length);
    }
}
