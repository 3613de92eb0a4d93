namespace Emu.Block.Qcow2;

/// <summary>An internal snapshot of a qcow2 image, as its snapshot table has it.</summary>
public sealed record Qcow2Snapshot
{
    /// <summary>A number, as text, that no other snapshot of the image has.</summary>
    public required string Id { get; init; }

    /// <summary>The name that a person gave it.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made, seconds since 1970.</summary>
    public uint Seconds { get; init; }

    /// <summary>Nanoseconds behind <see cref="Seconds"/>.</summary>
    public uint Nanoseconds { get; init; }

    /// <summary>How long the guest had run, nanoseconds.</summary>
    public ulong GuestClock { get; init; }

    /// <summary>Length of the machine's state behind the disk's bytes; 0 for a snapshot of the disk alone.</summary>
    public ulong StateSize { get; init; }

    /// <summary>Length of the disk then, bytes.</summary>
    public long DiskSize { get; init; }

    /// <summary>Instructions executed until then; <see cref="ulong.MaxValue"/> when they were not counted.</summary>
    public ulong InstructionCount { get; init; }

    internal long Level1Offset { get; init; }

    /// <summary>What is wrong with the place of the level 1 table; null when it can be read.</summary>
    internal string? FindFault(Qcow2Geometry geometry) =>
        Level1Offset < 0 || geometry.InCluster(Level1Offset) != 0 ? "Snapshot L1 table offset invalid"
        : Level1Entries > Qcow2Header.LargestLevel1Bytes / 8 ? "Snapshot L1 table too large" : null;

    internal int Level1Entries { get; init; }

    /// <summary>Bytes of extra data in the file, known or not; version 3 needs 16.</summary>
    internal int ExtraLength { get; init; } = SnapshotTable.KnownExtra;

    /// <summary>Extra data that this version does not know; kept as it is.</summary>
    internal byte[] Extra { get; init; } = [];
}
