using System.Runtime.InteropServices;
using Emu.CacheProbe;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine;
using Emu.Engine.Cache;
using Emu.Engine.Runtime;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Testing;
using Emu.Translate;
using Emu.Translate.Abi;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;

namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>Runs cases on an engine: interpreted, or each case's page translated before it runs.</summary>
internal sealed unsafe class A64Runner : IDisposable
{
    private const ulong CodePage = CpuCase.CodeAddress & ~(AddressMap.PageSize - 1);
    private const ushort Entry = (ushort)(CpuCase.CodeAddress & (AddressMap.PageSize - 1));
    private const uint Breakpoint = 0xd420_0000;

    // The block that a CPU starts with is always interpreted: a jump to the case.
    private const ulong Start = 0x3fff_0000;
    private const uint JumpFromStart = 0x1400_0000 | (uint)((CpuCase.CodeAddress - Start) / 4);

    private readonly AddressMap memory = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly Arm64Cpu cpu;
    private readonly EngineSet engines;
    private readonly OptimizationLevel? level;
    private readonly RegionTranslator translator = new(new TranslatorOptions { Verifies = true, MemoryAccess = MemoryAccess.Tlb });
    private readonly CodeStore store = new(new CodeStoreOptions
    {
        Mode = CacheMode.Off,
        ImageHash = StoreCases.Image,
        Environment = StoreCases.Environment,
        Warn = message => Assert.Fail(message),
    });
    private readonly TranslationService service;

    private readonly Arm64Model model;

    /// <param name="level">How cases are translated; null interprets them.</param>
    /// <param name="model">The CPU; null has all that there is.</param>
    public A64Runner(OptimizationLevel? level = null, Arm64Model? model = null)
    {
        this.level = level;
        this.model = model ?? Arm64Model.Max;
        service = new TranslationService(
            store, () => throw new NotSupportedException(), new TieringPolicy { Threads = 0 });
        memory.AddRam("start", new PhysicalAddress(Start), AddressMap.PageSize);
        memory.AddRam("code", new PhysicalAddress(CodePage), AddressMap.PageSize);
        memory.AddRam("data", new PhysicalAddress(CpuCase.MemoryAddress), AddressMap.PageSize);
        cpu = (Arm64Cpu)this.model.CreateCpu(0, memory, events);
        engines = new EngineSet(memory, [cpu], level is null ? null : service);
        cpu.StartInUserMode();
        Bytes(Start, 4).Clear();
        MemoryMarshal.Write(Bytes(Start, 4), JumpFromStart);
        MemoryMarshal.Cast<byte, uint>(Bytes(CodePage, (int)AddressMap.PageSize)).Fill(Breakpoint);
    }

    /// <summary>Regions that have been translated.</summary>
    public int Regions { get; private set; }

    /// <summary>The CPU, while no case runs.</summary>
    public Arm64Cpu Cpu => cpu;

    /// <summary>Gives the CPU the keys of another one.</summary>
    public void CopyKeys(A64Runner other)
    {
        const int keys = 5;
        for (int i = Arm64Architecture.FirstKey; i < Arm64Architecture.FirstKey + keys; i++)
            cpu.Registers[i] = other.cpu.Registers[i];
    }

    /// <summary>Runs the cases; the results are in their order.</summary>
    public A64Result[] Run(IReadOnlyList<A64Case> cases) => [.. cases.Select(Run)];

    public void Dispose()
    {
        engines.Dispose();
        service.Dispose();
        store.Dispose();
        translator.Dispose();
        cpu.Dispose();
        events.Dispose();
        memory.Dispose();
    }

    private A64Result Run(A64Case source)
    {
        Prepare(source);
        engines.Runners[0].Run();
        Interlocked.And(ref cpu.State->Requests, ~(int)CpuRequests.Stop);
        (TrapKind kind, ulong _) = cpu.Fault!.Value;
        return new A64Result
        {
            Stop = kind switch
            {
                TrapKind.Illegal => CpuStop.IllegalInstruction,
                TrapKind.Breakpoint => CpuStop.Breakpoint,
                TrapKind.Misaligned => CpuStop.Misaligned,
                _ => CpuStop.Unmapped,
            },
            Pc = cpu.State->Pc,
            X = [.. new Span<ulong>(cpu.Registers, 31), cpu.Registers[Arm64Architecture.StackPointer]],
            Flags = cpu.Pstate & 0xf000_0000,
            FloatStatus = cpu.Fpsr,
            V = [.. Enumerable.Range(0, 32).Select(i => new UInt128(Vector(i)[1], Vector(i)[0]))],
            Memory = Bytes(CpuCase.MemoryAddress, A64Case.MemorySize).ToArray(),
        };
    }

    private void Prepare(A64Case source)
    {
        Span<uint> code = MemoryMarshal.Cast<byte, uint>(Bytes(CpuCase.CodeAddress, 4 * A64Case.CodeCapacity));
        code.Fill(Breakpoint);
        source.Code.ToArray().CopyTo(code);
        engines.NotifyStored(new PhysicalAddress(CpuCase.CodeAddress), 4 * A64Case.CodeCapacity);
        Bytes(CpuCase.MemoryAddress, (int)AddressMap.PageSize).Clear();
        source.Memory.CopyTo(Bytes(CpuCase.MemoryAddress, A64Case.MemorySize));
        for (int i = 0; i < 31; i++) cpu.Registers[i] = source.X[i];
        cpu.Registers[Arm64Architecture.StackPointer] = source.X[31];
        cpu.Pstate = source.Flags;
        cpu.Fpcr = source.FloatControl;
        cpu.Fpsr = source.FloatStatus;
        for (int i = 0; i < 32; i++)
        {
            Vector(i)[0] = (ulong)source.V[i];
            Vector(i)[1] = (ulong)(source.V[i] >> 64);
        }

        cpu.State->ReservationWidth = 0;
        cpu.State->Pc = Start;
        if (level is { } chosen) Translate(source, chosen);
    }

    private void Translate(A64Case source, OptimizationLevel chosen)
    {
        byte[] page = Bytes(CodePage, (int)AddressMap.PageSize).ToArray();
        RegionSource region = new()
        {
            Page = page,
            PageHash = PageHash.Of(page),
            Entry = Entry,
            Blocks = [.. (source.Heads ?? Enumerable.Range(0, source.Code.Count)).Select(i => new BlockHeat((ushort)(Entry + (4 * i)), 100))],
            Isa = model.Isa,
        };
        if (translator.Translate(region, chosen) is not { } translated) return;
        Regions++;
        store.Add(translated);
    }

    private ulong* Vector(int number) => (ulong*)((byte*)cpu.Registers
        + cpu.Model.Architecture.Registers.OffsetOf(Arm64Architecture.FirstVector + number));

    private Span<byte> Bytes(ulong address, int length) => memory.Memory(new PhysicalAddress(address), length);
}
