using Emu.Testing;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Constants;

/// <summary>
/// A random program of arithmetic on constants and addresses relative to the pc, around the values at which a narrower
/// type than 64 bits goes wrong, and of jumps, branches, loads, stores and atomics through the results.
/// </summary>
/// <param name="random">Decides everything.</param>
/// <param name="place">Where the program will run.</param>
internal sealed partial class ConstantProgram(Random random, ConstantPlace place)
{
    private const int MostRounds = 3, MostSteps = 10, LongestRound = 110;

    // Registers that mostly hold known values; compressed instructions reach most of them.
    private const int FirstKnown = 10, LastKnown = 15;

    private static readonly InstructionEntry[] Arithmetic =
        [.. InstructionEntry.All.Where(IsArithmetic)];

    private readonly List<uint> code = [];
    private readonly SortedSet<int> heads = [0];
    private readonly ulong[] x = new ulong[32];
    private int length;

    /// <summary>Instruction words; a compressed instruction has a zero upper half.</summary>
    public IReadOnlyList<uint> Code => code;

    /// <summary>Offsets in bytes at which blocks begin.</summary>
    public IReadOnlyCollection<int> Heads => heads;

    /// <summary>The integer registers before it.</summary>
    public ulong[] X => x;

    /// <summary>Writes it.</summary>
    public ConstantProgram Build()
    {
        for (int register = 1; register < 32; register++) x[register] = Boundary();
        for (int rounds = random.Next(1, MostRounds + 1); rounds > 0; rounds--)
        {
            for (int steps = random.Next(1, MostSteps + 1); steps > 0 && HasRoom(); steps--) AddStep();
            if (!HasRoom() || !AddUse(isLast: rounds == 1)) break;
        }

        return this;
    }

    private bool HasRoom() => length + LongestRound <= place.Capacity;

    private static bool IsArithmetic(InstructionEntry entry) => !entry.AccessesMemory && !entry.Pattern.Has("offset")
        && entry.Name is not ("CJr" or "CJalr" or "CEbreak")
        && entry.Group is not ("BaseControl" or "Privileged" or "ControlStatusRegisters" or "ZifenceiInstructionFetchFence");

    private void AddStep()
    {
        switch (random.Next(10))
        {
            case < 2:
                AddConstant(Known(), Boundary());
                break;
            case < 5:
                Add((UpperImmediate() << 12) | ((uint)Known() << 7) | 0b0010111);
                break;
            default:
                AddArithmetic();
                break;
        }
    }

    private void AddArithmetic()
    {
        while (true)
        {
            EncodingPattern pattern = Arithmetic[random.Next(Arithmetic.Length)].Pattern;
            uint word = pattern.Fill((uint)random.NextInt64());
            foreach (string field in pattern.Fields)
                if (Field(field) is { } value) word = pattern.With(field, word, value);
            if (!pattern.Matches(word)) continue;
            Add(word);
            return;
        }
    }

    private uint? Field(string name) => name switch
    {
        "rd" => (uint)(random.Next(40) == 0 ? 0 : Known()),
        "rs1" or "rs2" or "rs3" => (uint)AnyRegister(),
        "rd'" or "rs1'" or "rs2'" => (uint)Known() - 8,
        "imm" => (uint)Immediate(),
        "shamt" => (uint)Pick(0, 1, 11, 12, 31, 32, 33, 63),
        "rm" => (uint)Pick(0, 1, 2, 3, 4, 7, 7, 7),
        _ => null,
    };

    private int Known() => random.Next(FirstKnown, LastKnown + 1);

    private int AnyRegister() => random.Next(12) switch
    {
        0 => 0,
        1 or 2 => random.Next(5, 32),
        _ => Known(),
    };

    private int Immediate() => random.Next(3) == 0
        ? random.Next(-2048, 2048)
        : Pick(0, 1, -1, 8, -8, 16, 31, -32, 2047, -2048, 2040, 1024);

    private uint UpperImmediate() => random.Next(3) switch
    {
        0 => (uint)random.Next(1 << 20),
        1 => (uint)Pick(0, 1, 0xfffff),
        _ => (uint)Pick(0x7ffff, 0x80000, 0x7fffe, 0x80001, 0xbffff, 0x40000),
    };

    private ulong Boundary()
    {
        ulong value = random.Next(14) switch
        {
            0 => 0,
            1 => 1ul << 31,
            2 => unchecked((ulong)int.MinValue),
            3 => 1ul << 32,
            4 => unchecked(0ul - (1ul << 32)),
            5 => 1ul << 63,
            6 => uint.MaxValue,
            7 => place.Start,
            8 => place.CodePages[random.Next(place.CodePages.Length)],
            9 => place.Data[random.Next(place.Data.Length)].Start,
            10 => 1ul << 38,
            11 => 1ul << 47,
            12 => unchecked(place.Start - place.Data[random.Next(place.Data.Length)].Start),
            _ => (ulong)random.NextInt64(),
        };
        return unchecked(value + (ulong)(long)(random.Next(3) switch
        {
            0 => 0,
            1 => random.Next(-5000, 5000),
            _ => Pick(1, -1, 2, -8, 2047, -2048, 2048, -2049, 4095, -4096),
        }));
    }

    private int Pick(params ReadOnlySpan<int> values) => values[random.Next(values.Length)];

    private void Add(uint word)
    {
        code.Add(word);
        length += (word & 3) == 3 ? sizeof(uint) : sizeof(ushort);
    }

    private void AddAll(IEnumerable<uint> words)
    {
        foreach (uint word in words) Add(word);
    }

    private void AddConstant(int register, ulong value) => AddAll(Constant(register, value));

    // As assemblers do it: the upper part first, then shifts and sums.
    private static List<uint> Constant(int register, ulong value)
    {
        int low = (int)(value << 52 >> 52 ^ 0x800) - 0x800;
        if ((long)value == (int)value)
        {
            uint upper = ((uint)value + 0x800) & 0xffff_f000;
            if (upper == 0) return [Addi(register, 0, low)];
            return low == 0 ? [Lui(register, upper)] : [Lui(register, upper), Addiw(register, register, low)];
        }

        List<uint> words = Constant(register, (ulong)((long)unchecked(value - (ulong)(long)low) >> 12));
        words.Add(I(12, register, 0b001, register, 0b0010011));
        if (low != 0) words.Add(Addi(register, register, low));
        return words;
    }

    private static uint Addiw(int rd, int rs1, int imm) => I(imm, rs1, 0b000, rd, 0b0011011);
}
