using Emu.Block.Qcow2;

namespace Emu.Block.Tests;

/// <summary>The kinds of image that tests run with, small enough that every table grows.</summary>
internal static class Qcow2Configurations
{
    public static TheoryData<string> Names { get; } =
        new(["plain", "small-clusters", "large-clusters", "version-2", "one-bit", "wide-counts", "lazy", "subclusters"]);

    public static Qcow2Creation Create(string name, long size) => name switch
    {
        "plain" => new Qcow2Creation { Size = size },
        "small-clusters" => new Qcow2Creation { Size = size, ClusterSize = 512 },
        "large-clusters" => new Qcow2Creation { Size = size, ClusterSize = 1 << 20 },
        "version-2" => new Qcow2Creation { Size = size, Version = 2, ClusterSize = 4096 },
        "one-bit" => new Qcow2Creation { Size = size, RefcountBits = 1, ClusterSize = 4096 },
        "wide-counts" => new Qcow2Creation { Size = size, RefcountBits = 64, ClusterSize = 512 },
        "lazy" => new Qcow2Creation { Size = size, LazyRefcounts = true, ClusterSize = 4096 },
        "subclusters" => new Qcow2Creation { Size = size, ExtendedLevel2 = true, ClusterSize = 16384 },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    public static async Task<Qcow2Image> OpenAsync(BlockNode file) =>
        await Qcow2Image.OpenAsync(file, null, new Qcow2OpenOptions(Writable: true));
}
