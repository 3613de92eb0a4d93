using System.Runtime.InteropServices;
using Emu.CacheProbe;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine.Cache;
using Emu.Engine.Cpus;
using Emu.Engine.Runtime;
using Emu.Engine.Tiering;
using Emu.Guest.Toy;
using Emu.Isa;

namespace Emu.Engine.Tests.Toy;

/// <summary>A toy CPU with RAM; a fault or a kernel call ends its run.</summary>
internal sealed unsafe class ToyMachine : IDisposable
{
    public const ulong RamStart = 0x4000_0000;

    private const ulong RamSize = 1 << 20;

    private readonly AddressMap memory = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly EngineSet engines;

    /// <param name="translation">Where hot code is translated; null interprets everything.</param>
    /// <param name="has">What the CPU has.</param>
    public ToyMachine(TranslationService? translation = null, ToyFeatures has = ToyFeatures.Vectors)
    {
        memory.AddRam("ram", new PhysicalAddress(RamStart), RamSize);
        Cpu = (ToyCpu)new ToyModel { Has = has }.CreateCpu(0, memory, events);
        engines = new EngineSet(memory, [Cpu], translation);
    }

    /// <summary>What the toy's code is filed under in a cache.</summary>
    public static CacheEnvironment Environment { get; } = StoreCases.Environment with
    {
        Guest = ToyArchitecture.Instance.Name,
        GuestFeatures = ToyArchitecture.Instance.Describe(new ToyModel().Features),
        GeneratorHash = ToyArchitecture.Instance.CodeGenerator,
    };

    public ToyCpu Cpu { get; }

    public CpuRunner Runner => engines.Runners[0];

    public Span<byte> Ram(ulong address, int length) => memory.Memory(new PhysicalAddress(address), length);

    public void Write(ulong address, params ReadOnlySpan<uint> words) =>
        MemoryMarshal.AsBytes(words).CopyTo(Ram(address, words.Length * sizeof(uint)));

    public UInt128 Vector(int number)
    {
        var place = (ulong*)((byte*)Cpu.Registers + Cpu.Model.Architecture.Registers.OffsetOf(
            ToyArchitecture.FirstVector + number));
        return new UInt128(place[1], place[0]);
    }

    /// <summary>Runs from an address until the CPU faults or calls the kernel, and says which.</summary>
    public (TrapKind Kind, ulong Value) Run(ulong start)
    {
        Interlocked.And(ref Cpu.State->Requests, ~(int)CpuRequests.Stop);
        Cpu.State->Pc = start;
        Runner.Run();
        return Cpu.Fault!.Value;
    }

    public void Dispose()
    {
        engines.Dispose();
        Cpu.Dispose();
        events.Dispose();
        memory.Dispose();
    }
}
