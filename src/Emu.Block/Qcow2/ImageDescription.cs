namespace Emu.Block.Qcow2;

/// <summary>What a tool tells about a qcow2 image beside its size.</summary>
/// <param name="ClusterSize">Bytes of a cluster.</param>
/// <param name="IsDirty">The image was not closed, and its reference counts may be wrong.</param>
/// <param name="Snapshots">Its internal snapshots.</param>
/// <param name="Specific">Properties of the format, by QEMU's names and in its order: texts, numbers, truth values, and
/// a list of <see cref="BitmapDescription"/>.</param>
public sealed record ImageDescription(
    int ClusterSize, bool IsDirty, IReadOnlyList<Qcow2Snapshot> Snapshots,
    IReadOnlyList<(string Name, object Value)> Specific);

/// <summary>What a tool tells about a persistent dirty bitmap.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Granularity">Bytes that a bit stands for.</param>
/// <param name="Flags"><c>in-use</c>, <c>auto</c>.</param>
public sealed record BitmapDescription(string Name, long Granularity, IReadOnlyList<string> Flags);
