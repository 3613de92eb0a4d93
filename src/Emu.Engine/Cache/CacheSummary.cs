namespace Emu.Engine.Cache;

/// <summary>What a cache file holds (<c>emu cache info</c>).</summary>
public sealed record CacheSummary
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The image that it was begun for.</summary>
    public required UInt128 ImageHash { get; init; }

    /// <summary>What the image was called when code was last added; null when the file does not say it.</summary>
    public required string? Name { get; init; }

    /// <summary>Version of the format.</summary>
    public required uint Version { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Length { get; init; }

    /// <summary>When an emulator last opened it to add to it, or did so.</summary>
    public required DateTime LastUse { get; init; }

    /// <summary>What its code was generated for, in the order of the file.</summary>
    public required IReadOnlyList<EnvironmentSummary> Environments { get; init; }

    /// <summary>Guest pages whose bytes are kept.</summary>
    public required int Pages { get; init; }

    /// <summary>Guest pages for which it is known what ran in them.</summary>
    public required int ProfiledPages { get; init; }

    /// <summary>Blocks that ran.</summary>
    public required int ProfiledBlocks { get; init; }

    /// <summary>Regions without the bytes that they were made from, which earlier versions wrote: they are not run.</summary>
    public required int OldRegions { get; init; }

    /// <summary>Records of kinds that this version does not know.</summary>
    public required int UnknownRecords { get; init; }

    /// <summary>Records, or runs of bytes in their place, that are not what was written.</summary>
    public required int DamagedRecords { get; init; }
}
