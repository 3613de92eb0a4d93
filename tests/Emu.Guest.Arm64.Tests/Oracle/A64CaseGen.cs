using System.Globalization;
using Emu.Testing;

namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>Cases of one instruction each, with operands at which instructions have their corners.</summary>
internal static class A64CaseGen
{
    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 31, 32, 33, 63, 64, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
        0x1_0000_0000, long.MaxValue, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 1, 0xffff_ffff_8000_0000, 0x8000_0000_8000_0000,
        0x0123_4567_89ab_cdef, 0x00ff_00ff_80ff_7f01,
    ];

    private static readonly HashSet<string> Computing =
    [
        "AddSubtractImmediate", "AddSubtractRegister", "AddSubtractCarry", "LogicalWithImmediate", "LogicalShiftedRegister",
        "Conditionals", "Bitfields", "FlagManipulation", "MoveWideImmediate", "TwoSource", "OneSource", "ThreeSource",
    ];

    private static readonly HashSet<string> SettingFlags =
        ["AddSubtractImmediate", "AddSubtractRegister", "AddSubtractCarry", "LogicalShiftedRegister", "Conditionals", "FlagManipulation"];

    /// <summary>Where random numbers begin: others with EMU_A64_SEED.</summary>
    public static int Seed { get; } =
        int.Parse(Environment.GetEnvironmentVariable("EMU_A64_SEED") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Cases of an instruction, the same ones in each run.</summary>
    public static A64Case[] Of(A64Entry entry, int count)
    {
        uint seed = entry.Name.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619);
        Random random = new((int)seed + Seed);
        List<A64Case> cases = [];
        for (int tries = 0; cases.Count < count && tries < 100 * count; tries++)
            if (TryMake(entry, random) is { } made) cases.Add(made);
        return [.. cases];
    }

    /// <summary>Programs of several instructions that compute, so that flags are read which others have set.</summary>
    public static A64Case[] Programs(int count)
    {
        const int length = 8;
        Random random = new(64 + Seed);
        A64Entry[] computing = [.. A64Entry.All.Where(entry => Computing.Contains(entry.Group))];
        return
        [
            .. Enumerable.Range(0, count).Select(_ => State(random) with
            {
                Code = [.. Enumerable.Range(0, length).Select(_ => AnyWord(computing[random.Next(computing.Length)], random))],
            }),
        ];
    }

    /// <summary>Loops of instructions that set and read flags and branch over each other, so that a block is reached with flags
    /// of several origins: the same ones in each run.</summary>
    public static A64Case[] Loops(int count)
    {
        Random random = new(1985 + Seed);
        A64Entry[] computing = [.. A64Entry.All.Where(entry => SettingFlags.Contains(entry.Group))];
        return [.. Enumerable.Range(0, count).Select(_ => Loop(random, computing))];
    }

    /// <summary>Programs of several instructions of floating point, half of them with subnormal numbers that are zeros: what one
    /// raises changes how the next ones are computed.</summary>
    /// <param name="count">How many.</param>
    /// <param name="mayUse">Whether an instruction may be part of one.</param>
    public static A64Case[] FloatPrograms(int count, Func<A64Entry, bool> mayUse)
    {
        const int length = 6;
        const uint flushToZero = 1 << 24;
        Random random = new(754 + Seed);
        A64Entry[] floats = [.. A64Entry.All.Where(entry => IsFloat(entry) && mayUse(entry))];
        return [.. Enumerable.Range(0, count).Select(_ => Program())];

        A64Case Program()
        {
            A64Case state = A64FloatOperands.In(State(random), random);
            return state with
            {
                FloatControl = random.Next(2) == 0 ? state.FloatControl | flushToZero : state.FloatControl,
                Code = [.. Enumerable.Range(0, length).Select(_ => AnyWord(floats[random.Next(floats.Length)], random))],
            };
        }
    }

    /// <summary>An operand: an edge, a neighbour of one, a small number or noise.</summary>
    public static ulong Number(Random random) => random.Next(4) switch
    {
        0 => Edges[random.Next(Edges.Length)],
        1 => Edges[random.Next(Edges.Length)] + (ulong)random.Next(-2, 3),
        2 => (ulong)random.Next(-70, 70),
        _ => (ulong)random.NextInt64(),
    };

    /// <summary>A state without code.</summary>
    public static A64Case State(Random random)
    {
        ulong[] x = [.. Enumerable.Range(0, 32).Select(_ => Number(random))];
        x[random.Next(31)] = x[random.Next(31)];
        byte[] memory = new byte[A64Case.MemorySize];
        random.NextBytes(memory);
        return new A64Case
        {
            Code = [],
            X = x,
            Flags = (ulong)random.Next(16) << 28,
            V = [.. Enumerable.Range(0, 32).Select(_ => new UInt128(Number(random), Number(random)))],
            Memory = memory,
        };
    }

    // The last two instructions count the loop's rounds in a register that no other one writes.
    private static A64Case Loop(Random random, A64Entry[] computing)
    {
        const int counter = 27, rounds = 3;
        const uint decrement = 0xd100_0400 | counter << 5 | counter, branchIfNotZero = 0xb500_0000 | counter;
        int length = random.Next(8, 28);
        uint[] code = new uint[length + 2];
        for (int i = 0; i < length; i++)
        {
            if (random.Next(3) == 0)
                code[i] = 0x5400_0000 | (uint)random.Next(1, length - i + 1) << 5 | (uint)random.Next(14);
            else
                do code[i] = AnyWord(computing[random.Next(computing.Length)], random); while ((code[i] & 31) == counter);
        }

        code[length] = decrement;
        code[length + 1] = branchIfNotZero | ((uint)(-length - 1) & 0x7ffff) << 5;
        A64Case made = State(random) with { Code = code, Heads = [.. Heads()] };
        made.X[counter] = rounds;
        return made;

        IEnumerable<int> Heads()
        {
            int sparse = random.Next(1, 4);
            return Enumerable.Range(0, code.Length).Where(i => i == 0 || (code[i - 1] >> 24) == 0x54 || random.Next(sparse) == 0);
        }
    }

    private static uint AnyWord(A64Entry entry, Random random)
    {
        while (true)
        {
            uint word = entry.Pattern.Fill((uint)random.NextInt64(1L << 32));
            if (Decoder.Decode(word, Arm64Model.Implemented, out _)) return word;
        }
    }

    private static A64Case? TryMake(A64Entry entry, Random random)
    {
        EncodingPattern pattern = entry.Pattern;
        uint word = pattern.Fill((uint)random.NextInt64(1L << 32));
        if (!Decoder.Decode(word, Arm64Model.Implemented, out _)) return null;
        A64Case state = State(random);
        if (IsFloat(entry)) state = A64FloatOperands.In(state, random);
        if (pattern.Has("offset") && !entry.HasAddress)
        {
            // Targets and literals within the page of code, but not the instruction itself, which would never end.
            word = pattern.With("offset", word, (uint)Elsewhere(random) * 4);
        }

        if (entry.Group == "Branches" && pattern.Has("rn"))
            state.X[pattern.Get("rn", word) & 31] = CpuCase.CodeAddress + (ulong)(4 * Elsewhere(random));
        if (entry.HasAddress && !TryPlace(entry, random, word, state)) return null;
        if (entry.Group == "SystemInstructions" && pattern.Has("rt"))
            state.X[pattern.Get("rt", word) & 31] = CpuCase.MemoryAddress + (ulong)random.Next(128);
        return Decoder.Decode(word, Arm64Model.Implemented, out _) ? state with { Code = [word] } : null;
    }

    private static bool IsFloat(A64Entry entry) => entry.Group.Contains("Float", StringComparison.Ordinal);

    private static int Elsewhere(Random random) => random.Next(2) == 0 ? random.Next(-64, 0) : random.Next(1, 64);

    // Lets the address lie in the memory, and refuses what the manual leaves open.
    private static bool TryPlace(A64Entry entry, Random random, uint word, A64Case state)
    {
        EncodingPattern pattern = entry.Pattern;
        uint rn = pattern.Get("rn", word), rt = Field("rt"), rt2 = Field("rt2"), rs = Field("rs"), rm = Field("rm");
        bool movesBase = entry.Syntax.Contains("]!", StringComparison.Ordinal)
            || entry.Syntax.Contains("], {", StringComparison.Ordinal);
        if (movesBase && rn != 31 && (rn == rt || rn == rt2 || rn == rm)) return false;
        if (rt2 != 99 && rt == rt2) return false;
        if (entry.Name.StartsWith("Stx", StringComparison.Ordinal) || entry.Name.StartsWith("Stlx", StringComparison.Ordinal))
            if (rs == rt || rs == rt2 || (rs == rn && rn != 31)) return false;
        bool isAligned = entry.Group is "Exclusives" or "Atomics" or "CompareAndSwap" or "AcquireConsistent" || random.Next(2) == 0;
        ulong place = CpuCase.MemoryAddress + (ulong)random.Next(A64Case.MemorySize - 64) & (isAligned ? ~15UL : ~0UL);
        if (pattern.Has("offset") && !entry.Syntax.Contains("], {", StringComparison.Ordinal))
        {
            bool isSigned = (pattern.ValueMask("offset") & 0x8000) == 0
                && !entry.Name.EndsWith("Offset", StringComparison.Ordinal) || entry.Group is "LoadStorePair";
            long offset = isSigned ? pattern.GetSigned("offset", word) : pattern.Get("offset", word);
            place -= (ulong)offset;
        }

        state.X[rn] = place;
        if (rm == 99) return true;
        // An index may be scaled up to 16 times and extended.
        if (rm == rn) return false;
        if (rm != 31) state.X[rm] = (ulong)random.Next(0, 4);
        if (rm != 31 && random.Next(2) == 0 && pattern.Has("extend") && pattern.Get("extend", word) == 6)
            state.X[rm] = 0xffff_ffff;
        if (rm != 31 && state.X[rm] == 0xffff_ffff) state.X[rn] += 64;
        return true;

        uint Field(string name) => pattern.Has(name) ? pattern.Get(name, word) : 99;
    }
}
