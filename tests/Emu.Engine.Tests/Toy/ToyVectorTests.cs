using Emu.Engine.Tests.Tiers;
using Emu.Guest.Toy;
using Emu.Isa;
using static Emu.Engine.Tests.Toy.ToyWord;

namespace Emu.Engine.Tests.Toy;

/// <summary>Every engine does with vectors what the interpreter does, which has the operations' own meanings.</summary>
public sealed class ToyVectorTests
{
    private const ulong Code = ToyMachine.RamStart + 0x1000, Data = ToyMachine.RamStart + 0x8000;

    // So many operations are one program: LLVM's time grows faster than a program does.
    private const int Most = 50;

    // Numbers at the edges of all lanes, beside random ones.
    private static readonly byte[] Edges =
        [0, 0, 0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff, 0xff, 0x55, 0xaa, 15, 16, 17, 31, 32, 33, 63, 64, 0xf0, 0xc0];

    public static TheoryData<string> Accelerators =>
        ["aot,cache=off,tiers=interp+llvm,hot=1", "aot,cache=off,tiers=interp+baseline,warm=1"];

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void An_operation_on_lanes_leaves_what_the_interpreter_leaves(string accelerator)
    {
        Random random = new(5);
        List<(VectorOperation Operation, Lanes Lanes, int Immediate)> all = [];
        foreach (VectorOperation operation in Enum.GetValues<VectorOperation>())
            for (Lanes lanes = Lanes.Byte; lanes <= Lanes.Double; lanes++)
                all.AddRange(VectorCases.Immediates(operation, lanes).Select(each => (operation, lanes, each)));
        Assert.True(all.Count > 500);
        foreach ((VectorOperation Operation, Lanes Lanes, int Immediate)[] some in all.Chunk(Most))
        {
            List<uint> body = [];
            foreach ((VectorOperation operation, Lanes lanes, int immediate) in some)
            {
                int target = random.Next(8), source = random.Next(8);
                body.Add(Apply(operation, lanes, target, source, immediate));
                // What it was stays visible, and registers do not all become 0.
                body.Add(Loadq(random.Next(8), 12, 16 * random.Next(64)));
                body.Add(Storeq(target, 11, 16 * random.Next(128)));
            }

            Compare(accelerator, [.. body], random.Next());
        }
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Lanes_halves_and_constants_leave_what_the_interpreter_leaves(string accelerator)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            Random random = new(seed);
            List<uint> body = [];
            for (int i = 0; i < 200; i++)
            {
                int p = random.Next(8), q = random.Next(8), r = random.Next(8), a = random.Next(10), b = random.Next(10);
                Lanes lanes = (Lanes)random.Next(4);
                int index = random.Next(16 >> (int)lanes);
                body.Add(random.Next(11) switch
                {
                    0 => Get(a, lanes, p, index),
                    1 => With(p, lanes, q, index, a),
                    2 => Duplicate(p, lanes, a),
                    3 => Create(p, a, b),
                    4 => Halves(p, q, r, random.Next(8)),
                    5 => Logic(p, q, r),
                    6 => Crowd(p, q, 12, random.Next(0x300)),
                    7 => ToyWord.Compute(a, b, random.Next(10), random.Next(4096)),
                    8 => Known(a, b),
                    9 => Loadq(p, 12, random.Next(0x300)),
                    _ => Set(a, random.Next(1 << 20)),
                });
            }

            // The baseline translator leaves a crowd where an address is used again.
            Compare(accelerator, [.. body], seed, isAllTranslated: false);
        }
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Atomic_accesses_leave_what_the_interpreter_leaves(string accelerator)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            Random random = new(seed);
            List<uint> body = [];
            for (int i = 0; i < 120; i++)
            {
                int a = random.Next(9), b = random.Next(9), c = random.Next(9), size = random.Next(4);
                int p = random.Next(8), q = random.Next(8), r = random.Next(8), offset = random.Next(0x40);
                body.Add(Addi(9, 12, 8 * offset));
                body.AddRange(random.Next(8) switch
                {
                    0 or 1 => [Atomic(a, (AtomicOperation)random.Next(10), size, 9, b)],
                    2 => [Swapif(a, size, 9, b, c)],
                    // With what is there it stores.
                    3 => [Atomic(a, AtomicOperation.Or, size, 9, 13), Swapif(b, size, 9, a, c)],
                    4 => [Reserve(a, size, 9), Conditional(b, size, 9, c)],
                    5 => [Reserve(a, size, 9), Storeb(b, 12, random.Next(8)), Conditional(b, (size + random.Next(2)) & 3, 9, c)],
                    6 => [Addi(9, 12, 16 * offset), Reserveq(p, 9), Storeb(b, 12, random.Next(16)), Conditionalq(a, 9, q)],
                    _ => [Addi(9, 12, 16 * offset), Reserveq(p, 9), Swapifq(q, 9, random.Next(2) == 0 ? p : q, r)],
                });
            }

            // The baseline translator leaves 16 bytes to the next engine.
            Compare(accelerator, [.. body], seed, isAllTranslated: false);
        }
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Values_that_a_body_uses_again_behind_effects_are_what_they_were(string accelerator)
    {
        Random random = new(3);
        uint[] body =
        [
            .. Enumerable.Range(0, 60).SelectMany(i => (uint[])[
                Again(random.Next(9), random.Next(9), random.Next(9), random.Next(8)), Addi(random.Next(9), random.Next(9), i),
                Loadq(random.Next(8), 12, 16 * i)]),
        ];
        Compare(accelerator, body, 3, isAllTranslated: false);
    }

    // Runs a body some times in the engine and in the interpreter, and compares all that is left.
    private static unsafe void Compare(string accelerator, uint[] body, int seed, bool isAllTranslated = true)
    {
        using Tier tier = Tier.Of(accelerator);
        using ToyMachine translated = new(tier.Service), interpreted = new();
        foreach (ToyMachine machine in (ReadOnlySpan<ToyMachine>)[translated, interpreted]) Run(machine, body, seed);
        int size = ToyArchitecture.Instance.Registers.Size;
        for (int number = 0; number < 8; number++)
            Assert.True(translated.Vector(number) == interpreted.Vector(number), $"q{number}");
        Assert.True(
            new ReadOnlySpan<byte>(translated.Cpu.Registers, size).SequenceEqual(new(interpreted.Cpu.Registers, size)));
        ReadOnlySpan<byte> expected = interpreted.Ram(Data, 0x1000), actual = translated.Ram(Data, 0x1000);
        int common = expected.CommonPrefixLength(actual);
        Assert.True(common == 0x1000, $"seed {seed}: byte {common} of memory: stored by one of {Stores(body, common)}");
        ulong count = translated.Runner.Counters.TranslatedInstructions;
        Assert.True(count > (isAllTranslated ? (ulong)body.Length : 0), $"{count} instructions were translated");
    }

    private static unsafe void Run(ToyMachine machine, uint[] body, int seed)
    {
        Random random = new(seed);
        machine.Write(Code, [.. body, Addi(13, 13, -1), Set(10, 0), ToyWord.Compare(13, 10), Bne(-4 * (body.Length + 3)), Kernel]);
        Span<byte> memory = machine.Ram(Data, 0x1000);
        foreach (ref byte each in memory) each = random.Next(3) == 0 ? (byte)random.Next() : Edges[random.Next(Edges.Length)];
        for (int i = 0; i < 12; i++) machine.Cpu.Registers[i] = (ulong)random.NextInt64();
        new ReadOnlySpan<byte>(memory[..128].ToArray()).CopyTo(new Span<byte>(
            (byte*)machine.Cpu.Registers + ToyArchitecture.Instance.Registers.OffsetOf(ToyArchitecture.FirstVector), 128));
        machine.Cpu.Registers[11] = Data + 0x800;
        machine.Cpu.Registers[12] = Data;
        machine.Cpu.Registers[13] = 6;
        Assert.Equal(TrapKind.SystemCall, machine.Run(Code).Kind);
    }

    private static string Stores(uint[] body, int offset)
    {
        List<string> names = [];
        for (int i = 1; i < body.Length; i++)
        {
            if (body[i] >> 24 != 19 || (body[i] & 0xffff) + 0x800 != (offset & ~15)) continue;
            uint apply = body[i - 2];
            names.Add($"{(VectorOperation)(byte)(apply >> 15)} {(Lanes)((apply >> 13) & 3)} {apply & 127} {apply >> 23 & 1}");
        }

        return string.Join(", ", names);
    }
}
