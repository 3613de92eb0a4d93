using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Cache;

/// <summary>A cache directory of a test's own, and what its stores said.</summary>
internal sealed class CacheFolder : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("emu-cache-");

    /// <summary>The folder; not made yet.</summary>
    public string Path => System.IO.Path.Combine(root.FullName, "code");

    /// <summary>The file of <see cref="StoreCases.Image"/>.</summary>
    public string File => new CacheDirectory(Path).PathOf(StoreCases.Image);

    /// <summary>All lines that stores have said.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Options for this folder.</summary>
    public CodeStoreOptions Options => new()
    {
        Directory = Path,
        ImageHash = StoreCases.Image,
        Environment = StoreCases.Environment,
        MaximumFileSize = 1 << 20,
        Warn = Warnings.Add,
    };

    /// <summary>Opens the cache.</summary>
    public CodeStore Open(CacheMode mode = CacheMode.On) => new(Options with { Mode = mode });

    /// <summary>Opens the cache, adds regions to it, and closes it.</summary>
    public void Fill(params TranslatedRegion[] regions)
    {
        using CodeStore store = Open();
        foreach (TranslatedRegion region in regions) Assert.NotNull(store.Add(region));
    }

    /// <summary>What the region of a page returns, by a new store; null when there is none.</summary>
    public int? Run(int page = 0, CacheMode mode = CacheMode.On)
    {
        using CodeStore store = Open(mode);
        Region? region = store.FindPage(page).Find(0);
        return region is null ? null : StoreCases.Call(region);
    }

    public void Dispose() => root.Delete(recursive: true);
}
