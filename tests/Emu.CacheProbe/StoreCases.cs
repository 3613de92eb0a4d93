using Emu.CacheFormat;
using Emu.Engine.Cache;
using Emu.Translate.Regions;

namespace Emu.CacheProbe;

/// <summary>Stores, environments and regions for the tests of the cache, in whichever process they are made.</summary>
public static class StoreCases
{
    public static readonly UInt128 Image = new(0x0123456789abcdef, 0xfedcba9876543210);

    public static readonly CacheEnvironment Environment = new()
    {
        Guest = "riscv64",
        GuestFeatures = "I, M",
        HostArchitecture = "x64",
        HostFeatures = "x86-64-v3",
        LlvmVersion = "19.1.7",
        GeneratorHash = "0123",
        GeneratorOptions = "fast: -O1; full: -O2",
    };

    /// <summary>A page's bytes, different for each number.</summary>
    public static byte[] Page(int number)
    {
        byte[] page = new byte[RegionSource.PageSize];
        new Random(number).NextBytes(page.AsSpan(0, 1000));
        return page;
    }

    /// <summary>What a store has for <see cref="Page"/>.</summary>
    public static PageRegions FindPage(this CodeStore store, int number)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.FindPage(Page(number));
    }

    /// <summary>What a store has for a page with these bytes.</summary>
    public static PageRegions FindPage(this CodeStore store, byte[] page)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Find(PageHash.Of(page), page);
    }

    /// <summary>A region of <see cref="Page"/> whose code returns a value: <c>mov eax, value; ret</c>, and then
    /// padding.</summary>
    public static TranslatedRegion Returning(
        int value, int page = 0, ushort entry = 0, OptimizationLevel level = OptimizationLevel.Fast, int padding = 0,
        NeighbourPage? neighbour = null) => Returning(value, Page(page), entry, level, padding, neighbour);

    /// <summary>As the other one, for a page with these bytes.</summary>
    public static TranslatedRegion Returning(
        int value, byte[] page, ushort entry = 0, OptimizationLevel level = OptimizationLevel.Fast, int padding = 0,
        NeighbourPage? neighbour = null, CodeMode mode = default)
    {
        byte[] code = new byte[6 + padding];
        code.AsSpan().Fill(0xcc);
        code[0] = 0xb8;
        BitConverter.TryWriteBytes(code.AsSpan(1), value);
        code[5] = 0xc3;
        return new TranslatedRegion
        {
            PageHash = PageHash.Of(page),
            Page = page,
            CodeMode = mode,
            Entries = [entry, (ushort)(entry + 8)],
            Source = GuestLines.Of(page, 3ul << (entry / 64)),
            Neighbours = neighbour is null ? [] : [neighbour],
            GuestInstructions = 4,
            Level = level,
            Code = code,
        };
    }

    /// <summary>Calls the code of a region that returns a value.</summary>
    public static unsafe int Call(Region? region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return ((delegate* unmanaged<int>)region.Code)();
    }
}
