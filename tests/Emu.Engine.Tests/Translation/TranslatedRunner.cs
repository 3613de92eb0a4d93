using System.Buffers.Binary;
using Emu.CacheProbe;
using Emu.Core.Memory;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Guest.RiscV;
using Emu.Testing;
using Emu.Translate;
using Emu.Translate.Abi;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Translation;

/// <summary>Runs cases as translated code: each case's page has a region before it runs. What the region leaves by a
/// side exit, the interpreter does.</summary>
internal sealed class TranslatedRunner : ICpuRunner, IDisposable
{
    private const ushort Entry = (ushort)(CpuCase.CodeAddress & (AddressMap.PageSize - 1));

    private readonly OptimizationLevel level;
    private readonly RegionTranslator translator;
    private readonly CodeStore store = new(new CodeStoreOptions
    {
        Mode = CacheMode.Off,
        ImageHash = StoreCases.Image,
        Environment = StoreCases.Environment,
        Warn = message => Assert.Fail(message),
    });
    private readonly TranslationService service;
    private readonly InterpreterRunner runner;
    private ulong regions;

    public TranslatedRunner(
        OptimizationLevel level = OptimizationLevel.Fast, MemoryAccess access = MemoryAccess.Tlb)
    {
        this.level = level;
        translator = new RegionTranslator(new TranslatorOptions { Verifies = true, MemoryAccess = access });
        service = new TranslationService(
            store, () => throw new NotSupportedException(), new TieringPolicy { Threads = 0 });
        runner = new InterpreterRunner(service) { Prepared = Translate };
        runner.SetMemoryAccess(access);
    }

    /// <summary>Side exits so far, by cause.</summary>
    public IReadOnlyList<ulong> SideExits => runner.Engine.Counters.SideExits;

    public CpuResult[] Run(IReadOnlyList<CpuCase> cases)
    {
        CpuResult[] results = runner.Run(cases);
        Assert.True(runner.Engine.Counters.Entries >= regions);
        return results;
    }

    public void Dispose()
    {
        runner.Dispose();
        service.Dispose();
        store.Dispose();
        translator.Dispose();
    }

    /// <summary>The page of a case as a region's source, with each instruction as a block that may be a head unless the
    /// case says which are.</summary>
    public static RegionSource Source(CpuCase source, byte[] page)
    {
        List<BlockHeat> blocks = [.. source.Heads.Select(head => new BlockHeat((ushort)(Entry + head), 100))];
        for (int offset = Entry; source.Heads.Count == 0 && offset < Entry + source.CodeBytes().Length;)
        {
            blocks.Add(new BlockHeat((ushort)offset, 100));
            offset += (BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(offset)) & 3) == 3 ? 4 : 2;
        }

        return new RegionSource
        {
            Page = page,
            PageHash = PageHash.Of(page),
            Entry = Entry,
            Blocks = blocks,
            Isa = new IsaOptions().Isa,
        };
    }

    private void Translate(CpuCase source, byte[] page)
    {
        if (translator.Translate(Source(source, page), level) is not { } region) return;
        regions++;
        store.Add(region);
    }
}
