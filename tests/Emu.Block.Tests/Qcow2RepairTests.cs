using System.Buffers.Binary;
using Emu.Block.Filters;
using Emu.Block.Qcow2;

namespace Emu.Block.Tests;

/// <summary>What a check repairs, refuses and counts, and what an image gives back to its file.</summary>
public sealed class Qcow2RepairTests
{
    private const int ClusterSize = 65536, SnapshotCountAt = 60, SnapshotsOffsetAt = 64, ExtraLengthAt = 36;

    [Fact]
    public async Task Snapshots_beyond_the_most_that_a_table_may_have_are_refused_and_a_repair_forgets_them()
    {
        // An entry of version 2 may be all zeros: the table goes on in the file's free space.
        MemoryFile file = await WithSnapshotAsync(version: 2);
        await file.ResizeAsync(16 << 20);
        await PokeAsync(file, SnapshotCountAt, 65536 + 7);
        BlockException refusal = await Assert.ThrowsAsync<BlockException>(async () => await Qcow2Configurations.OpenAsync(file));
        Assert.Equal("Snapshot table too large", refusal.Message);

        Qcow2CheckResult repaired = await RepairAsync(file);
        Assert.Contains("Discarding 7 overhanging snapshots", repaired.Findings);
        Assert.True(repaired.CorruptionsFixed >= 7);
        await AssertSoundAsync(file, snapshots: 65536);
    }

    [Fact]
    public async Task Extra_metadata_beyond_the_limit_are_refused_and_a_repair_cuts_them()
    {
        MemoryFile file = await WithSnapshotAsync(version: 3);
        await file.ResizeAsync(file.Length + (4 * ClusterSize));
        long table = BinaryPrimitives.ReadInt64BigEndian(file.ToArray().AsSpan(SnapshotsOffsetAt));
        await PokeAsync(file, table + ExtraLengthAt, 100_000);
        BlockException refusal = await Assert.ThrowsAsync<BlockException>(async () => await Qcow2Configurations.OpenAsync(file));
        Assert.Equal(
            "Too much extra metadata in snapshot table entry 0\n" +
            "You can force-remove this extra metadata with qemu-img check -r all", refusal.Message);

        Qcow2CheckResult repaired = await RepairAsync(file);
        Assert.Equal("Discarding too much extra metadata in snapshot table entry 0 (100000 > 1024)", repaired.Findings[0]);
        await AssertSoundAsync(file, snapshots: 1);
    }

    [Fact]
    public async Task A_table_that_is_not_repaired_is_not_checked_either()
    {
        MemoryFile file = await WithSnapshotAsync(version: 3);
        await PokeAsync(file, SnapshotCountAt, 70_000);
        byte[] before = file.ToArray();
        Qcow2Image image = await Qcow2Image.OpenAsync(file, null, new Qcow2OpenOptions(Writable: true, IsRepair: true));
        await Assert.ThrowsAsync<BlockException>(async () => await image.CheckAsync(Qcow2Repair.Leaks));
        Assert.Equal(before, file.ToArray());
    }

    [Fact]
    public async Task A_cluster_whose_last_bytes_the_file_lacks_is_counted()
    {
        MemoryFile file = await WithDataAsync();
        long end = file.Length;
        byte[] entry = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(entry, long.MinValue | (end - ClusterSize + 512));
        await PokeAsync(file, await Level2OffsetAsync(file), entry);
        Qcow2Image image = await Qcow2Image.OpenAsync(file, null, new Qcow2OpenOptions(IsRepair: true));
        Qcow2CheckResult result = await image.CheckAsync(Qcow2Repair.Nothing);
        Assert.Contains($"ERROR cluster {end / ClusterSize} refcount=0 reference=1", result.Findings);
        Assert.DoesNotContain(result.Findings, each => each.Contains("exceeding the end of the file"));
    }

    [Fact]
    public async Task A_snapshot_is_refused_where_the_image_uses_clusters_that_it_does_not_count()
    {
        MemoryFile file = await WithDataAsync();
        byte[] entry = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(entry, long.MinValue | (1L << 40));
        await PokeAsync(file, await Level2OffsetAsync(file), entry);
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        BlockException refusal = await Assert.ThrowsAsync<BlockException>(
            async () => await image.CreateSnapshotAsync("one", DateTimeOffset.UnixEpoch));
        Assert.Equal(BlockError.NotCounted, refusal.Error);
        Assert.Empty(image.Snapshots);
    }

    [Fact]
    public async Task A_disk_that_shrinks_lets_its_file_end_with_the_last_cluster_that_is_used()
    {
        MemoryFile file = await WithDataAsync(clusters: 20);
        long before = file.Length;
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        await image.ResizeAsync(5 * ClusterSize);
        await image.CloseAsync();
        Assert.Equal(before - (15 * ClusterSize), file.Length);
        await AssertSoundAsync(file, snapshots: 0);
    }

    [Fact]
    public async Task Neighbouring_clusters_are_given_back_by_one_call()
    {
        Discards file = new(await WithDataAsync(clusters: 20));
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        for (int cluster = 15; cluster >= 3; cluster--) await image.DiscardAsync(cluster * ClusterSize, ClusterSize);
        await image.DiscardAsync(18 * ClusterSize, ClusterSize);
        await image.FlushAsync();
        Assert.Equal([13 * ClusterSize, ClusterSize], file.Lengths);
    }

    [Fact]
    public async Task Places_given_in_advance_name_those_that_were_there_before()
    {
        MemoryFile file = await WithDataAsync(clusters: 2);
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        IReadOnlyList<(long Offset, long Length)> places = await image.PreallocateAsync(ClusterSize);
        long wanted = image.Length - ClusterSize;
        Assert.Equal(wanted, places.Sum(each => each.Length));
        Assert.Equal(places.OrderBy(each => each), places);
        long second = (await image.StatusAsync(ClusterSize, ClusterSize)).HostOffset;
        Assert.Contains(places, each => each.Offset <= second && second < each.Offset + each.Length);
    }

    [Fact]
    public void A_disk_that_no_image_can_hold_has_no_size()
    {
        Qcow2Creation creation = new() { Size = 1025L << 40, ExtendedLevel2 = true };
        Assert.Throws<BlockException>(() => creation.FullSize());
        Assert.True((creation with { Size = 1024L << 40 }).FullSize() > 1024L << 40);
    }

    private static async Task<MemoryFile> WithDataAsync(int clusters = 1)
    {
        MemoryFile file = new();
        await new Qcow2Creation { Size = 2 << 20 }.WriteAsync(file);
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        using IoBuffer data = new(clusters * ClusterSize);
        data.Span.Fill(7);
        await image.WriteAsync(0, data.Vector);
        await image.CloseAsync();
        return file;
    }

    private static async Task<MemoryFile> WithSnapshotAsync(int version)
    {
        MemoryFile file = new();
        await new Qcow2Creation { Size = 2 << 20, Version = version }.WriteAsync(file);
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        await image.CreateSnapshotAsync("one", DateTimeOffset.UnixEpoch);
        await image.CloseAsync();
        return file;
    }

    private static async Task<Qcow2CheckResult> RepairAsync(MemoryFile file)
    {
        Qcow2Image image = await Qcow2Image.OpenAsync(file, null, new Qcow2OpenOptions(Writable: true, IsRepair: true));
        Qcow2CheckResult result = await image.CheckAsync(Qcow2Repair.Everything);
        await image.CloseAsync();
        return result;
    }

    private static async Task AssertSoundAsync(MemoryFile file, int snapshots)
    {
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        Qcow2CheckResult result = await image.CheckAsync(Qcow2Repair.Nothing);
        Assert.Empty(result.Findings);
        Assert.Equal(snapshots, image.Snapshots.Count);
    }

    private static async Task<long> Level2OffsetAsync(MemoryFile file)
    {
        Qcow2Image image = await Qcow2Image.OpenAsync(file, null, new Qcow2OpenOptions());
        return (long)(image.Map.Level1[0] & Qcow2Geometry.OffsetMask);
    }

    private static Task PokeAsync(MemoryFile file, long offset, int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return PokeAsync(file, offset, bytes);
    }

    private static async Task PokeAsync(MemoryFile file, long offset, byte[] bytes)
    {
        using IoBuffer buffer = new(bytes.Length);
        bytes.CopyTo(buffer.Span);
        await file.WriteAsync(offset, buffer.Vector);
    }

    /// <summary>Keeps the lengths of what is discarded.</summary>
    private sealed class Discards(BlockNode below) : FilterNode(below)
    {
        public List<long> Lengths { get; } = [];

        public override string Driver => "discards";

        protected override ValueTask DiscardCoreAsync(long offset, long length)
        {
            Lengths.Add(length);
            return base.DiscardCoreAsync(offset, length);
        }
    }
}
