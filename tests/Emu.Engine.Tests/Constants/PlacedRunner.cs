using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Emu.CacheProbe;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine.Cache;
using Emu.Engine.Runtime;
using Emu.Engine.Tiering;
using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Testing;
using Emu.Translate;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;
using static Emu.Testing.PageTableBuilder;

namespace Emu.Engine.Tests.Constants;

/// <summary>
/// Runs cases in supervisor mode, in pages around the addresses at which narrow arithmetic goes wrong, interpreted or
/// translated. A trap ends a case.
/// </summary>
internal sealed unsafe class PlacedRunner : IDisposable
{
    private const ulong Ram = 0x8000_0000, Handler = Ram, CodePage = Ram + 0x1000, Data = Ram + 0x10000;
    private const ulong Tables = Ram + 0x10_0000, TablesOfOneLayout = 0x4_0000;
    private const int PageSize = (int)AddressMap.PageSize;

    // MPP is supervisor mode, FS is initial.
    private const ulong StatusBefore = (1 << 11) | (1 << 13);
    private const uint StoreToStopDevice = 0x0000_0023, JumpToItself = 0x0000_006f, Mret = 0x3020_0073;
    private const ulong Start = Handler + 8;

    private readonly AddressMap memory = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly Hart cpu;
    private readonly CodeStore store = new(new CodeStoreOptions
    {
        Mode = CacheMode.Off,
        ImageHash = StoreCases.Image,
        Environment = StoreCases.Environment,
        Warn = message => Assert.Fail(message),
    });
    private readonly TranslationService service;
    private readonly EngineSet engines;
    private readonly RegionTranslator translator = new(new TranslatorOptions { Verifies = true });
    private readonly OptimizationLevel? level;
    private readonly ulong[] satp;
    private readonly byte[] pristine = new byte[DataPages * PageSize];

    /// <param name="level">How code is translated; null interprets it.</param>
    public PlacedRunner(OptimizationLevel? level = null)
    {
        this.level = level;
        new Random(1).NextBytes(pristine);
        StopDevice stop = new();
        memory.AddDevice(new PhysicalAddress(0), stop);
        memory.AddRam("ram", new PhysicalAddress(Ram), 4 << 20);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes(Handler, 4), StoreToStopDevice);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes(Handler + 4, 4), JumpToItself);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes(Start, 4), Mret);
        satp = [.. Layouts.Select((layout, i) => Map(layout, i))];
        cpu = new Hart(0, new IsaOptions(), memory, events);
        stop.Cpu = cpu;
        service = new TranslationService(
            store, () => throw new NotSupportedException(), new TieringPolicy { Threads = 0 });
        engines = new EngineSet(memory, [cpu], level is null ? null : service);
        WriteCsr(Csr.MTVec, Handler);
        WriteCsr(Csr.PmpAddr0, ulong.MaxValue >> 10);
        WriteCsr(Csr.PmpCfg0, 0x1f);
        WriteCsr(Csr.MEnvCfg, 0xf0);
    }

    /// <summary>All of them in Sv39: the ends of both halves of the address space, and what is near ±2^31 and
    /// 2^32.</summary>
    public static PageLayout[] Layouts { get; } =
    [
        new(
            [0x7fff_f000, 0x1_0000_0000, 0xffff_ffff_8000_0000, 0x3f_ffff_f000, 0xffff_ffc0_0000_0000],
            [0x8000_0000, 0xffff_f000, 0xffff_ffff_7fff_f000, 0xffff_ffff_ffff_f000, 0]),
        new(
            [0x8000_0000, 0xffff_f000, 0xffff_ffff_7fff_f000, 0xffff_ffff_ffff_f000, 0],
            [0x7fff_f000, 0x1_0000_0000, 0xffff_ffff_8000_0000, 0x3f_ffff_f000, 0xffff_ffc0_0000_0000]),
    ];

    /// <summary>Instructions that ran as translated code so far.</summary>
    public ulong TranslatedInstructions => engines.Runners[0].Counters.TranslatedInstructions;

    private static int DataPages => Layouts[0].DataPages.Length;

    public PlacedResult Run(PlacedCase source)
    {
        Prepare(source);
        engines.Runners[0].Run();
        Interlocked.And(ref cpu.State->Requests, ~(int)CpuRequests.Stop);
        return new PlacedResult(
            ReadCsr(Csr.MCause), ReadCsr(Csr.MEpc), ReadCsr(Csr.MTVal), new Span<ulong>(cpu.State->Registers, 32).ToArray(),
            new Span<ulong>(cpu.State->Registers + RiscVArchitecture.FirstFloat, 32).ToArray(), Bytes(Data, DataPages * PageSize).ToArray());
    }

    public void Dispose()
    {
        engines.Dispose();
        events.Dispose();
        cpu.Dispose();
        service.Dispose();
        store.Dispose();
        translator.Dispose();
        memory.Dispose();
    }

    private ulong Map(PageLayout layout, int index)
    {
        PageTableBuilder tables = new(memory, Tables + ((ulong)index * TablesOfOneLayout), PagingMode.Sv39);
        foreach (ulong page in layout.CodePages) tables.Map(page, CodePage, V | R | X | A);
        for (int i = 0; i < layout.DataPages.Length; i++)
            tables.Map(layout.DataPages[i], Data + ((ulong)i * AddressMap.PageSize), V | R | W | A | D);
        return tables.Satp | (ulong)(index + 1) << 44;
    }

    private void Prepare(PlacedCase source)
    {
        Span<byte> page = Bytes(CodePage, PageSize);
        MemoryMarshal.Cast<byte, ushort>(page).Fill(RiscVWord.CEbreak);
        source.Bytes().CopyTo(page[source.Offset..]);
        engines.NotifyStored(new PhysicalAddress(CodePage), PageSize);
        pristine.CopyTo(Bytes(Data, pristine.Length));
        source.X.CopyTo(new Span<ulong>(cpu.State->Registers, 32));
        cpu.State->Registers[0] = 0;
        new Span<ulong>(cpu.State->Registers + RiscVArchitecture.FirstFloat, 32).Clear();
        cpu.State->ReservationWidth = 0;
        WriteCsr(Csr.MStatus, StatusBefore);
        WriteCsr(Csr.Satp, satp[source.Layout]);
        WriteCsr(Csr.MEpc, source.Start);
        WriteCsr(Csr.MTVal, 0);
        cpu.State->Pc = Start;
        if (level is { } made && translator.Translate(Source(source, page), made) is { } region) store.Add(region);
    }

    private static RegionSource Source(PlacedCase source, Span<byte> page)
    {
        byte[] copy = page.ToArray();
        return new RegionSource
        {
            Page = copy,
            PageHash = PageHash.Of(copy),
            Entry = (ushort)source.Offset,
            Blocks =
            [
                .. source.Heads.Select(head => source.Offset + head).Where(head => head < PageSize)
                    .Select(head => new BlockHeat((ushort)head, 100)),
            ],
            Isa = new IsaOptions().Isa,
        };
    }

    private Span<byte> Bytes(ulong address, int length) => memory.Memory(new PhysicalAddress(address), length);

    private ulong ReadCsr(int csr)
    {
        Assert.True(cpu.AccessCsr(csr, CsrOperation.Set, 0, reads: true, writes: false, 0, out ulong value));
        return value;
    }

    private void WriteCsr(int csr, ulong value) =>
        Assert.True(cpu.AccessCsr(csr, CsrOperation.Write, value, reads: false, writes: true, 0, out _));
}
