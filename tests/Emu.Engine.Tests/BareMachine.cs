using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine.Tiering;
using Emu.Isa.RiscV;
using Emu.Isa.RiscV.Privileged;
using Emu.Testing;

namespace Emu.Engine.Tests;

/// <summary>
/// RAM and harts in machine mode, nothing else. Programs are words at an address; <see cref="Stop"/> ends a run. The
/// test decides
/// which hart runs when, so that what two harts do to each other happens in one order.
/// </summary>
internal sealed unsafe class BareMachine : IDisposable
{
    public const ulong RamStart = 0x8000_0000;

    /// <summary>Address of the pages that stop the harts; x31 holds that of a hart's own.</summary>
    public const ulong StopPages = 0x10_0000;

    /// <summary>Address of the page that x30 holds in all harts: a byte stored there calls
    /// <see cref="Signal"/>.</summary>
    public const ulong SignalPage = 0x20_0000;

    /// <summary>Address of a page of ROM, which holds 0xff bytes.</summary>
    public const ulong RomStart = 0x1000;

    private readonly AddressMap memory = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly EngineSet engines;
    private readonly Hart[] harts;

    /// <param name="hartCount">Harts.</param>
    /// <param name="ramSize">Bytes of RAM.</param>
    /// <param name="translation">Where hot code is translated; null interprets everything.</param>
    public BareMachine(int hartCount = 1, ulong ramSize = 1 << 20, TranslationService? translation = null)
    {
        memory.AddRom("rom", new PhysicalAddress(RomStart), AddressMap.PageSize);
        Rom.Fill(0xff);
        memory.AddRam("ram", new PhysicalAddress(RamStart), ramSize);
        memory.AddDevice(new PhysicalAddress(SignalPage), Signal);
        var stops = new StopDevice[hartCount];
        for (int i = 0; i < hartCount; i++)
        {
            stops[i] = new StopDevice();
            memory.AddDevice(new PhysicalAddress(StopPages + ((ulong)i * AddressMap.PageSize)), stops[i]);
        }

        harts = [.. Enumerable.Range(0, hartCount).Select(id => new Hart(id, new IsaOptions(), memory, events))];
        engines = new EngineSet(memory, harts, translation);
        for (int i = 0; i < hartCount; i++)
        {
            stops[i].Hart = harts[i];
            harts[i].State->X[30] = SignalPage;
            harts[i].State->X[31] = StopPages + ((ulong)i * AddressMap.PageSize);
        }
    }

    /// <summary>A store that ends the run of the hart that executes it, at its next block boundary.</summary>
    public static uint[] Stop => [RiscVWord.Sb(0, 0, 31), RiscVWord.Jal(0, 4)];

    /// <summary>The bytes of the ROM.</summary>
    public Span<byte> Rom => memory.Memory(new PhysicalAddress(RomStart), (int)AddressMap.PageSize);

    public SignalDevice Signal { get; } = new();

    public AddressMap Memory => memory;

    public HartRunner Runner(int hart = 0) => engines.Runners[hart];

    public HartState* State(int hart = 0) => harts[hart].State;

    /// <summary>Puts words, 32 bits each, into RAM behind the harts' backs.</summary>
    public void Write(ulong address, params uint[] words)
    {
        Span<byte> bytes = memory.Memory(new PhysicalAddress(address), words.Length * sizeof(uint));
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * sizeof(uint))..], words[i]);
    }

    /// <summary>Puts bytes into RAM behind the harts' backs.</summary>
    public void Write(ulong address, byte[] bytes) =>
        bytes.CopyTo(memory.Memory(new PhysicalAddress(address), bytes.Length));

    /// <summary>What a CSR of a hart holds.</summary>
    public ulong ReadCsr(int csr, int hart = 0)
    {
        Assert.True(harts[hart].AccessCsr(csr, CsrOperation.Set, 0, reads: true, writes: false, 0, out ulong value));
        return value;
    }

    /// <summary>Sets a CSR of a hart.</summary>
    public void WriteCsr(int csr, ulong value, int hart = 0) =>
        Assert.True(harts[hart].AccessCsr(csr, CsrOperation.Write, value, reads: false, writes: true, 0, out _));

    /// <summary>Runs one hart from an address until it stores to its stop page.</summary>
    public void Run(ulong start, int hart = 0)
    {
        Interlocked.And(ref harts[hart].State->Requests, ~(int)HartRequests.Stop);
        harts[hart].State->Pc = start;
        engines.Runners[hart].Run();
    }

    public void Dispose()
    {
        engines.Dispose();
        foreach (Hart hart in harts) hart.Dispose();
        events.Dispose();
        memory.Dispose();
    }
}
