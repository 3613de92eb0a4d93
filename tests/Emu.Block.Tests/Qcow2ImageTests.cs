using Emu.Block.Qcow2;

namespace Emu.Block.Tests;

/// <summary>An image reads what was written, and its tables are sound.</summary>
public sealed class Qcow2ImageTests
{
    private const int DiskSize = 3 << 20;

    [Theory, MemberData(nameof(Qcow2Configurations.Names), MemberType = typeof(Qcow2Configurations))]
    public async Task Random_requests_give_what_an_array_of_bytes_gives(string configuration)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            Random random = new(seed);
            MemoryFile file = new();
            await Qcow2Configurations.Create(configuration, DiskSize).WriteAsync(file);
            Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
            DiskModel disk = new(image, new byte[DiskSize], random);
            for (int i = 0; i < 150; i++) await disk.StepAsync();
            await disk.CompareAsync();
            await image.CloseAsync();
            await AssertSoundAsync(file, configuration, seed);

            Qcow2Image again = await Qcow2Configurations.OpenAsync(file);
            await new DiskModel(again, disk.Content, random).CompareAsync();
        }
    }

    [Theory, MemberData(nameof(Qcow2Configurations.Names), MemberType = typeof(Qcow2Configurations))]
    public async Task An_image_over_another_shows_it_where_nothing_was_written(string configuration)
    {
        Random random = new(7);
        byte[] below = new byte[(DiskSize / 2) + 512];
        random.NextBytes(below);
        MemoryFile file = new();
        await (Qcow2Configurations.Create(configuration, DiskSize) with { BackingName = "below" }).WriteAsync(file);
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        image.SetBacking(new MemoryFile(below));
        byte[] content = new byte[DiskSize];
        below.CopyTo(content, 0);
        DiskModel disk = new(image, content, random);
        for (int i = 0; i < 150; i++) await disk.StepAsync();
        await disk.CompareAsync();
        await image.CloseAsync();
        await AssertSoundAsync(file, configuration, 7);
    }

    [Theory, MemberData(nameof(Qcow2Configurations.Names), MemberType = typeof(Qcow2Configurations))]
    public async Task Snapshots_keep_what_the_disk_was(string configuration)
    {
        if (configuration == "one-bit") return;
        Random random = new(11);
        MemoryFile file = new();
        await Qcow2Configurations.Create(configuration, DiskSize).WriteAsync(file);
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        DiskModel disk = new(image, new byte[DiskSize], random);
        Dictionary<string, byte[]> kept = [];
        for (int i = 0; i < 240; i++)
        {
            await disk.StepAsync();
            if (i % 40 == 20)
            {
                kept.Add($"at {i}", [.. disk.Content]);
                await image.CreateSnapshotAsync($"at {i}", DateTimeOffset.UnixEpoch);
            }
            else if (i is 110 or 190)
            {
                string name = kept.Keys.First();
                await image.ApplySnapshotAsync(image.FindSnapshot(name)!);
                disk = new DiskModel(image, [.. kept[name]], random);
                await disk.CompareAsync();
            }
            else if (i == 150)
            {
                string name = kept.Keys.First();
                kept.Remove(name);
                await image.DeleteSnapshotAsync(image.FindSnapshot(name)!);
            }
        }

        await disk.CompareAsync();
        foreach ((string name, byte[] content) in kept)
        {
            await image.ApplySnapshotAsync(image.FindSnapshot(name)!);
            await new DiskModel(image, content, random).CompareAsync();
        }

        await image.CloseAsync();
        await AssertSoundAsync(file, configuration, 11);
    }

    [Theory, MemberData(nameof(Qcow2Configurations.Names), MemberType = typeof(Qcow2Configurations))]
    public async Task A_disk_that_grows_and_shrinks_keeps_what_stays_and_adds_zeros(string configuration)
    {
        Random random = new(5);
        MemoryFile file = new();
        await Qcow2Configurations.Create(configuration, DiskSize).WriteAsync(file);
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        DiskModel disk = new(image, new byte[DiskSize], random);
        foreach (int length in (int[])[DiskSize * 2, 100 * 512, (DiskSize / 2) + 512, DiskSize])
        {
            for (int i = 0; i < 30; i++) await disk.StepAsync();
            await disk.ResizeAsync(length);
            await disk.CompareAsync();
        }

        await image.CloseAsync();
        await AssertSoundAsync(file, configuration, 5);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Compressed_clusters_read_as_they_were_written(bool usesZstd)
    {
        Random random = new(3);
        MemoryFile file = new();
        await new Qcow2Creation { Size = DiskSize, UsesZstd = usesZstd }.WriteAsync(file);
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        byte[] content = new byte[DiskSize];
        using IoBuffer all = new(DiskSize);
        for (int i = 0; i < DiskSize; i++) all.Span[i] = (byte)(i / 65536 % 3 == 0 ? random.Next(256) : random.Next(3));
        all.Span.CopyTo(content);
        await image.WriteAsync(0, all.Vector, WriteFlags.Compressed);
        DiskModel disk = new(image, content, random);
        await disk.CompareAsync();
        for (int i = 0; i < 60; i++) await disk.StepAsync();
        await disk.CompareAsync();
        await image.CloseAsync();
        await AssertSoundAsync(file, "compressed", 3);
    }

    private static async Task AssertSoundAsync(MemoryFile file, string configuration, int seed)
    {
        Qcow2Image image = await Qcow2Image.OpenAsync(new MemoryFile(file.ToArray()), null, default);
        Qcow2CheckResult result = await Qcow2Check.RunAsync(image, Qcow2Repair.Nothing);
        Assert.True(
            result is { Corruptions: 0, Leaks: 0 },
            $"{configuration}, seed {seed}: {string.Join("; ", result.Findings.Take(5))}");
    }
}
