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

    internal int Level1Entries { get; init; }

    /// <summary>Extra data that this version does not know; kept as it is.</summary>
    internal byte[] Extra { get; init; } = [];
}
