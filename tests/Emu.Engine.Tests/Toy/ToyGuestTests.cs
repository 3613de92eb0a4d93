using System.Runtime.InteropServices;
using Emu.Core.Memory;
using Emu.Engine.Cpus;
using Emu.Engine.Runtime;
using Emu.Engine.Tests.Tiers;
using Emu.Guest.Toy;
using Emu.Host;
using Emu.Isa;
using Emu.Testing;
using static Emu.Engine.Tests.Toy.ToyWord;

namespace Emu.Engine.Tests.Toy;

/// <summary>Another architecture than RISC-V runs in each engine without that one of them knows it.</summary>
public sealed class ToyGuestTests
{
    private const ulong Code = ToyMachine.RamStart + 0x1000, Data = ToyMachine.RamStart + 0x8000;
    private const int Blocks = 200;

    // r1: the data, r2: blocks left, r3: 0, r4: sum of words, r5: sum of 64 bits, q0: exclusive or of all, r6: counted.
    private static readonly uint[] Program =
    [
        Set(3, 0), Loadq(1, 1, 0), Xor(0, 0, 1), Load(7, 1, 8), Addw(4, 4, 7), Call(14, 28), Addi(1, 1, 16),
        Addi(2, 2, -1), Compare(2, 3), Bne(-32), Storeq(0, 1, 16), Kernel,
        // The function: adds r7 to r5 and counts it.
        Add(5, 5, 7), Count(6, 7), Jump(14),
    ];

    public static TheoryData<string> Accelerators => [.. TranslatingAccelerators.All];

    [Fact]
    public void A_program_runs_interpreted()
    {
        using ToyMachine machine = new();
        RunProgram(machine);
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void A_program_runs_translated(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using ToyMachine machine = new(tier.Service);
        RunProgram(machine);
        Assert.True(machine.Runner.Counters.TranslatedInstructions > Blocks);
    }

    [Fact]
    public void A_program_is_compared_with_the_interpreter_at_each_exit()
    {
        using Tier tier = new(Tier.Checked);
        using ToyMachine machine = new(tier.Service);
        RunProgram(machine);
        Assert.True(machine.Runner.Counters.TranslatedInstructions > 0);
    }

    [Fact]
    public void What_one_run_has_translated_the_next_one_finds_in_the_cache()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("emu-toy-");
        string file = Path.Combine(folder.FullName, "code");
        try
        {
            using (Tier first = new(file: file, environment: ToyMachine.Environment))
            using (ToyMachine machine = new(first.Service))
                RunProgram(machine);

            using Tier second = new(Tier.CacheOnly, file, environment: ToyMachine.Environment);
            using ToyMachine again = new(second.Service);
            RunProgram(again);
            Assert.True(again.Runner.Counters.TranslatedInstructions > Blocks);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Both_guests_translate_in_one_process_at_once()
    {
        Task toy = Task.Run(() =>
        {
            for (int i = 0; i < 5; i++)
            {
                using Tier tier = new();
                using ToyMachine machine = new(tier.Service);
                RunProgram(machine);
            }
        });
        for (int i = 0; i < 5; i++)
        {
            using Tier tier = new();
            using BareMachine machine = new(translation: tier.Service);
            machine.Write(
                BareMachine.RamStart,
                [RiscVWord.Addi(5, 5, 3), RiscVWord.Addi(6, 6, -1), RiscVWord.Bne(6, 0, -8), .. BareMachine.Stop]);
            SetRegister(machine, 6, 1000);
            machine.Run(BareMachine.RamStart);
            Assert.Equal(3000ul, Register(machine, 5));
            Assert.True(machine.Runner().Counters.TranslatedInstructions > 1000);
        }

        await toy;
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public unsafe void A_random_loop_leaves_what_the_interpreter_leaves(string accelerator)
    {
        for (int round = 0; round < 8; round++)
        {
            int seed = Random.Shared.Next();
            using Tier tier = Tier.Of(accelerator);
            using ToyMachine translated = new(tier.Service), interpreted = new();
            RunRandom(translated, seed);
            RunRandom(interpreted, seed);
            int size = ToyArchitecture.Instance.Registers.Size / sizeof(ulong);
            string Shown(ToyMachine machine) =>
                string.Join(' ', new ReadOnlySpan<ulong>(machine.Cpu.Registers, size).ToArray().Select(each => $"{each:x}"));
            Assert.Equal($"seed {seed}: {Shown(interpreted)}", $"seed {seed}: {Shown(translated)}");
            Assert.Equal(interpreted.Runner.InstructionsRetired, translated.Runner.InstructionsRetired);
            Assert.True(interpreted.Ram(Data, 0x1000).SequenceEqual(translated.Ram(Data, 0x1000)), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public unsafe void A_vector_store_that_faults_in_its_second_half_has_done_the_first(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using ToyMachine machine = new(tier.Service);
        ulong end = ToyMachine.RamStart + (1 << 20);
        machine.Write(Code, Storeq(0, 1, 0), Addi(1, 1, 8), Compare(1, 3), Bne(-12), Kernel);
        machine.Cpu.Registers[1] = end - (32 * 8);
        machine.Ram(end - 512, 512).Fill(0xff);

        Assert.Equal((TrapKind.StoreFault, end), machine.Run(Code));
        Assert.Equal(end - 8, machine.Cpu.Registers[1]);
        Assert.False(machine.Ram(end - (32 * 8), 32 * 8).ContainsAnyExcept((byte)0));
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public unsafe void A_value_is_the_same_before_and_after_a_register_is_written(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using ToyMachine machine = new(tier.Service);
        machine.Write(
            Code, Addi(2, 2, -1), Addi(0, 0, 1), Add(8, 0, 0), ToyWord.Turn(4, 5, 6), ToyWord.Turn(5, 5, 6), ToyWord.Turn(7, 4, 4),
            Compare(2, 3), Bne(-28), Kernel);
        machine.Cpu.Registers[2] = Blocks;
        machine.Cpu.Registers[5] = 7;
        machine.Cpu.Registers[6] = 11;
        ulong[] expected = [0, 7, 11, 0];
        for (int i = 0; i < Blocks; i++)
        {
            Turn(0, 1, 2);
            Turn(1, 1, 2);
            Turn(3, 0, 0);
        }

        Assert.Equal((TrapKind.SystemCall, 0ul), machine.Run(Code));

        Assert.Equal(expected, new ReadOnlySpan<ulong>(machine.Cpu.Registers + 4, 4).ToArray());
        // The first register is one like the others.
        Assert.Equal(Blocks, (int)machine.Cpu.Registers[0]);
        Assert.True(machine.Runner.Counters.TranslatedInstructions > 0);

        void Turn(int d, int a, int b)
        {
            ulong first = expected[a], second = expected[b];
            expected[d] = (first * 3) << 8;
            expected[a] = (first * 3) + second;
            expected[b] = first ^ (first * 3);
        }
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public unsafe void An_instruction_that_is_too_large_for_an_engine_is_left_to_the_next_one(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using ToyMachine machine = new(tier.Service);
        machine.Write(
            Code, Addi(4, 4, 1), Hash(5, 4), Add(6, 6, 5), Hash(5, 6), Addi(2, 2, -1), Compare(2, 3), Bne(-24), Kernel);
        machine.Cpu.Registers[2] = Blocks;
        ulong sum = 0;
        for (ulong i = 1; i <= Blocks; i++) sum += HashOf(i);

        Assert.Equal((TrapKind.SystemCall, 0ul), machine.Run(Code));

        Assert.Equal(sum, machine.Cpu.Registers[6]);
        Assert.Equal(HashOf(sum), machine.Cpu.Registers[5]);
        Assert.True(machine.Runner.Counters.TranslatedInstructions > 0);

        static ulong HashOf(ulong value)
        {
            for (int i = 1; i < 64; i++) value = (value ^ (value >> 7)) + (ulong.RotateRight(value, i) * 5);
            return value;
        }
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    [InlineData("aot,cache=off,tiers=interp+baseline")]
    public unsafe void An_atomic_operation_that_no_host_has_does_what_its_row_says(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using ToyMachine machine = new(tier.Service);
        machine.Write(
            Code, Aclear(4, 1, 2), Add(6, 6, 4), Store(2, 1, 0), Aclearw(5, 1, 6), Add(7, 7, 5), Addi(2, 2, -1), Compare(2, 3),
            Bne(-28), Kernel);
        machine.Cpu.Registers[1] = Data;
        machine.Cpu.Registers[2] = Blocks;
        machine.Ram(Data, 8).Fill(0xff);
        ulong memory = ulong.MaxValue, sum = 0, low = 0;
        for (ulong i = Blocks; i != 0; i--)
        {
            sum += memory;
            memory = i;
            low += (uint)memory;
            memory = (memory & ~0xffff_fffful) | (uint)(memory & ~sum);
        }

        Assert.Equal((TrapKind.SystemCall, 0ul), machine.Run(Code));

        Assert.Equal((sum, low), (machine.Cpu.Registers[6], machine.Cpu.Registers[7]));
        Assert.Equal(memory, BitConverter.ToUInt64(machine.Ram(Data, 8)));
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    [InlineData("aot,cache=off,tiers=interp+baseline")]
    public unsafe void Code_that_an_instruction_replaces_behind_itself_runs_whatever_its_body_computes_then(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using ToyMachine machine = new(tier.Service);
        // Half way, when all of it is translated, the word becomes another one.
        machine.Write(
            Code, Patch(8, 5, 7), Addi(6, 6, 1), Addi(2, 2, -1), Compare(2, 12), Bne(8), Add(5, 10, 3), Compare(2, 3), Bne(-28),
            Kernel);
        machine.Cpu.Registers[2] = Blocks;
        machine.Cpu.Registers[5] = Addi(6, 6, 1);
        machine.Cpu.Registers[7] = 3;
        machine.Cpu.Registers[10] = Addi(6, 6, 100);
        machine.Cpu.Registers[12] = Blocks / 2;

        Assert.Equal((TrapKind.SystemCall, 0ul), machine.Run(Code));

        Assert.Equal(101ul * Blocks / 2, machine.Cpu.Registers[6]);
        Assert.Equal(Addi(6, 6, 100) / 3ul, machine.Cpu.Registers[8]);
    }

    [Fact]
    public unsafe void Vectors_are_illegal_on_a_CPU_without_them()
    {
        using ToyMachine machine = new(has: ToyFeatures.None);
        machine.Write(Code, Set(1, 1), Move(0, 1));
        Assert.Equal((TrapKind.Illegal, Move(0, 1)), machine.Run(Code));
        Assert.Equal(Code + 4, machine.Cpu.State->Pc);
    }

    [Theory]
    [InlineData(AccelKind.Interpreter)]
    [InlineData(AccelKind.Aot)]
    public unsafe void A_program_calls_its_kernel_by_its_own_numbers(AccelKind kind)
    {
        const ulong Limit = 16 << 20, Start = 1 << 20;
        using HostMemory memory = new(Limit);
        using UserEngine engine = new(
            (ulong)memory.Pointer, Limit, new ToyModel(),
            new AccelOptions { Kind = kind, Cache = CacheMode.Off, HotThreshold = 1, Wait = true }, new NoObjects(), _ => { });
        Cpu cpu = engine.Model.CreateCpu(0, engine.Memory, engine.Events);
        ToyKernel kernel = new();
        cpu.Kernel = kernel;
        CpuRunner runner = engine.Add(cpu);
        cpu.StartInUserMode();
        uint[] program =
        [
            Set(4, 0), Set(5, 100), Addi(4, 4, 1), Set(0, ToyKernel.Write), Add(1, 4, 4), Kernel, Compare(4, 5), Bne(-20),
            Set(0, ToyKernel.Exit), Kernel,
        ];
        MemoryMarshal.AsBytes<uint>(program).CopyTo(new Span<byte>((void*)((byte*)memory.Pointer + Start), program.Length * 4));
        cpu.State->Pc = Start;

        runner.Run();

        Assert.Equal([.. Enumerable.Range(1, 100).Select(each => 2ul * (ulong)each)], kernel.Written);
        engine.Remove(runner);
        cpu.Dispose();
    }

    private static unsafe void SetRegister(BareMachine machine, int number, ulong value) =>
        machine.State()->Registers[number] = value;

    private static unsafe ulong Register(BareMachine machine, int number) => machine.State()->Registers[number];

    private static unsafe void RunProgram(ToyMachine machine)
    {
        machine.Write(Code, Program);
        ulong[] words = new ulong[2 * Blocks];
        new Random(7).NextBytes(MemoryMarshal.AsBytes(words.AsSpan()));
        MemoryMarshal.AsBytes<ulong>(words).CopyTo(machine.Ram(Data, words.Length * sizeof(ulong)));
        machine.Cpu.Registers[1] = Data;
        machine.Cpu.Registers[2] = Blocks;

        Assert.Equal((TrapKind.SystemCall, 0ul), machine.Run(Code));

        UInt128 all = 0;
        ulong sum = 0, words32 = 0;
        for (int i = 0; i < Blocks; i++)
        {
            all ^= new UInt128(words[(2 * i) + 1], words[2 * i]);
            sum += words[(2 * i) + 1];
            words32 = (uint)(words32 + words[(2 * i) + 1]);
        }

        Assert.Equal(all, machine.Vector(0));
        Assert.Equal(sum, machine.Cpu.Registers[5]);
        Assert.Equal(words32, machine.Cpu.Registers[4]);
        Assert.Equal(all, MemoryMarshal.Read<UInt128>(machine.Ram(Data + (16 * Blocks) + 16, 16)));
        Assert.Equal(0ul, machine.Cpu.Registers[ToyArchitecture.Flags]);
    }

    // A body of everything that does not leave it, some forty times; r13 counts, r12 is the data.
    private static unsafe void RunRandom(ToyMachine machine, int seed)
    {
        Random random = new(seed);
        List<uint> body = [];
        for (int i = 0; i < 60; i++)
        {
            int a = random.Next(12), b = random.Next(12), c = random.Next(12), offset = random.Next(256) * 8;
            int p = random.Next(8), q = random.Next(8), r = random.Next(8);
            body.Add(random.Next(15) switch
            {
                0 => Set(a, random.Next(1 << 20)),
                1 => Add(a, b, c),
                2 => Addw(a, b, c),
                3 => Addi(a, b, random.Next(1 << 16)),
                4 => Load(a, 12, offset),
                5 => Loadb(a, 12, offset + random.Next(8)),
                6 => Store(a, 12, offset),
                7 => Storeb(a, 12, offset + random.Next(8)),
                8 => Count(a, b),
                9 => Move(p, q),
                10 => Xor(p, q, r),
                11 => Loadq(p, 12, offset + random.Next(8)),
                12 => Storeq(p, 12, offset + random.Next(8)),
                13 => Compare(a, b),
                _ => Beq(8),
            });
        }

        // A branch at the end must not skip what counts.
        body.AddRange([Set(10, 0), Set(11, 0)]);
        int length = body.Count;
        machine.Write(Code, [.. body, Addi(13, 13, -1), Compare(13, 11), Bne(-4 * (length + 2)), Kernel]);
        random.NextBytes(machine.Ram(Data, 0x1000));
        for (int i = 0; i < 12; i++) machine.Cpu.Registers[i] = (ulong)random.NextInt64();
        machine.Cpu.Registers[12] = Data;
        machine.Cpu.Registers[13] = 40;
        machine.Run(Code);
    }

    private sealed class NoObjects : IProgramObjects
    {
        public ProgramObject? ObjectAt(ulong address) => null;
    }

    /// <summary>Two services: one number goes out, or the program ends.</summary>
    private sealed class ToyKernel : IUserKernel
    {
        public const int Write = 1, Exit = 2;

        public List<ulong> Written { get; } = [];

        public bool TryTranslate(VirtualAddress address, AccessKind kind, out Isa.Translation translation)
        {
            translation = new Isa.Translation
            {
                Address = new PhysicalAddress(address.Value),
                PageSize = AddressMap.PageSize,
                Readable = true,
                Writable = true,
                Global = true,
                Cacheable = true,
            };
            return true;
        }

        public unsafe void Trap(Cpu cpu, TrapKind kind, uint cause, ulong value)
        {
            Assert.Equal(TrapKind.SystemCall, kind);
            cpu.State->Pc += sizeof(uint);
            if (cpu.Registers[0] == Write) Written.Add(cpu.Registers[1]);
            else cpu.Request(CpuRequests.Stop);
        }

        public void LoseFault(Cpu cpu, ulong address) => Assert.Fail($"{address:x}");

        public void FlushInstructions(Cpu cpu) => Assert.Fail("nothing changes code");

        public void Interrupt(Cpu cpu)
        {
        }
    }
}
