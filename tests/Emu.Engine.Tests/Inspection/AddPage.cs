using System.Buffers.Binary;
using Emu.Engine.Cache;
using Emu.Guest.RiscV;
using Emu.Translate;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Inspection;

/// <summary>A guest page with three instructions that add, in the middle of nothing.</summary>
internal static class AddPage
{
    public const ushort Entry = 0x140;

    public static readonly byte[] Bytes = MakePage();

    public static readonly UInt128 Hash = PageHash.Of(Bytes);

    public static readonly RegionSource Source = new()
    {
        Page = Bytes,
        PageHash = Hash,
        Entry = Entry,
        Blocks = [new BlockHeat(Entry, 100)],
        Isa = RiscVArchitecture.IsaOf(Extensions.All),
    };

    public static TranslatedRegion Translate()
    {
        using RegionTranslator translator = new(new TranslatorOptions { Verifies = true });
        TranslatedRegion? region = translator.Translate(Source, OptimizationLevel.Fast);
        Assert.NotNull(region);
        return region;
    }

    private static byte[] MakePage()
    {
        byte[] page = new byte[RegionSource.PageSize];
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(Entry), 0x00150513); // addi a0,a0,1
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(Entry + 4), 0x952e); // c.add a0,a1
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(Entry + 6), 0x00008067); // jalr zero,0(ra)
        return page;
    }
}
