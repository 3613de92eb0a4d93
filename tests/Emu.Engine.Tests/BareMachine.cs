using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine.Cpus;
using Emu.Engine.Runtime;
using Emu.Engine.Tiering;
using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Testing;

namespace Emu.Engine.Tests;

/// <summary>
/// RAM and CPUs in machine mode, nothing else. Programs are words at an address; <see cref="Stop"/> ends a run. The
/// test decides
/// which CPU runs when, so that what two CPUs do to each other happens in one order.
/// </summary>
internal sealed unsafe class BareMachine : IDisposable
{
    public const ulong RamStart = 0x8000_0000;

    /// <summary>Address of the pages that stop the CPUs; x31 holds that of a CPU's own.</summary>
    public const ulong StopPages = 0x10_0000;

    /// <summary>Address of the page that x30 holds in all CPUs: a byte stored there calls
    /// <see cref="Signal"/>.</summary>
    public const ulong SignalPage = 0x20_0000;

    /// <summary>Address of a page of ROM, which holds 0xff bytes.</summary>
    public const ulong RomStart = 0x1000;

    private readonly AddressMap memory = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly EngineSet engines;
    private readonly Hart[] cpus;

    /// <param name="cpuCount">CPUs.</param>
    /// <param name="ramSize">Bytes of RAM.</param>
    /// <param name="translation">Where hot code is translated; null interprets everything.</param>
    public BareMachine(int cpuCount = 1, ulong ramSize = 1 << 20, TranslationService? translation = null)
    {
        memory.AddRom("rom", new PhysicalAddress(RomStart), AddressMap.PageSize);
        Rom.Fill(0xff);
        memory.AddRam("ram", new PhysicalAddress(RamStart), ramSize);
        memory.AddDevice(new PhysicalAddress(SignalPage), Signal);
        var stops = new StopDevice[cpuCount];
        for (int i = 0; i < cpuCount; i++)
        {
            stops[i] = new StopDevice();
            memory.AddDevice(new PhysicalAddress(StopPages + ((ulong)i * AddressMap.PageSize)), stops[i]);
        }

        cpus = [.. Enumerable.Range(0, cpuCount).Select(id => new Hart(id, new IsaOptions(), memory, events))];
        engines = new EngineSet(memory, cpus, translation);
        for (int i = 0; i < cpuCount; i++)
        {
            stops[i].Cpu = cpus[i];
            cpus[i].State->Registers[30] = SignalPage;
            cpus[i].State->Registers[31] = StopPages + ((ulong)i * AddressMap.PageSize);
        }
    }

    /// <summary>A store that ends the run of the CPU that executes it, at its next block boundary.</summary>
    public static uint[] Stop => [RiscVWord.Sb(0, 0, 31), RiscVWord.Jal(0, 4)];

    /// <summary>The bytes of the ROM.</summary>
    public Span<byte> Rom => memory.Memory(new PhysicalAddress(RomStart), (int)AddressMap.PageSize);

    public SignalDevice Signal { get; } = new();

    public AddressMap Memory => memory;

    public CpuRunner Runner(int cpu = 0) => engines.Runners[cpu];

    public CpuState* State(int cpu = 0) => cpus[cpu].State;

    /// <summary>Puts words, 32 bits each, into RAM behind the CPUs' backs.</summary>
    public void Write(ulong address, params uint[] words)
    {
        Span<byte> bytes = memory.Memory(new PhysicalAddress(address), words.Length * sizeof(uint));
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * sizeof(uint))..], words[i]);
    }

    /// <summary>Puts bytes into RAM behind the CPUs' backs.</summary>
    public void Write(ulong address, byte[] bytes) =>
        bytes.CopyTo(memory.Memory(new PhysicalAddress(address), bytes.Length));

    /// <summary>What a CSR of a CPU holds.</summary>
    public ulong ReadCsr(int csr, int cpu = 0)
    {
        Assert.True(cpus[cpu].AccessCsr(csr, CsrOperation.Set, 0, reads: true, writes: false, 0, out ulong value));
        return value;
    }

    /// <summary>Sets a CSR of a CPU.</summary>
    public void WriteCsr(int csr, ulong value, int cpu = 0) =>
        Assert.True(cpus[cpu].AccessCsr(csr, CsrOperation.Write, value, reads: false, writes: true, 0, out _));

    /// <summary>Runs one CPU from an address until it stores to its stop page.</summary>
    public void Run(ulong start, int cpu = 0)
    {
        Interlocked.And(ref cpus[cpu].State->Requests, ~(int)CpuRequests.Stop);
        cpus[cpu].State->Pc = start;
        engines.Runners[cpu].Run();
    }

    public void Dispose()
    {
        engines.Dispose();
        foreach (Hart cpu in cpus) cpu.Dispose();
        events.Dispose();
        memory.Dispose();
    }
}
