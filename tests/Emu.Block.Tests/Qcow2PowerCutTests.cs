using Emu.Block.Qcow2;

namespace Emu.Block.Tests;

/// <summary>
/// What a power cut leaves: the writes before the last flush, and any of those behind it, in any order, torn at sectors.
/// The image must then be sound but for lost clusters, and have every byte that the guest had flushed.
/// </summary>
public sealed class Qcow2PowerCutTests
{
    private const int DiskSize = 1 << 20, Sector = 512;

    /// <summary>Cuts for each kind of image; the long run of <c>bench/power-cuts.sh</c> sets another number.</summary>
    private static readonly int Cuts =
        int.TryParse(Environment.GetEnvironmentVariable("EMU_POWER_CUTS"), out int cuts) ? cuts : 150;

    [Theory, MemberData(nameof(Qcow2Configurations.Names), MemberType = typeof(Qcow2Configurations))]
    public async Task After_a_power_cut_nothing_is_used_that_is_not_counted_and_flushed_bytes_are_there(string configuration)
    {
        for (int seed = 0; seed < Cuts / 25; seed++)
        {
            Random random = new(seed);
            MemoryFile file = new();
            await Qcow2Configurations.Create(configuration, DiskSize).WriteAsync(file);
            byte[] start = file.ToArray();
            file.Log.Clear();
            Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
            List<FlushedDisk> flushed = await WorkAsync(image, file, random);
            for (int cut = 0; cut < 25; cut++)
            {
                int end = random.Next(file.Log.Count + 1);
                MemoryFile left = Replay(start, file.Log, end, random);
                FlushedDisk state = flushed.Last(each => each.Events <= end);
                await CheckAsync(left, state, $"{configuration}, seed {seed}, cut at {end} of {file.Log.Count}");
            }
        }
    }

    private static async Task<List<FlushedDisk>> WorkAsync(Qcow2Image image, MemoryFile file, Random random)
    {
        DiskModel disk = new(image, new byte[DiskSize], random);
        bool[] touched = new bool[DiskSize / Sector];
        List<FlushedDisk> flushed = [new FlushedDisk(0, new byte[DiskSize], touched)];
        for (int i = 0; i < 60; i++)
        {
            byte[] before = [.. disk.Content];
            await disk.StepAsync();
            for (int at = 0; at < DiskSize; at += Sector)
                if (!before.AsSpan(at, Sector).SequenceEqual(disk.Content.AsSpan(at, Sector))) touched[at / Sector] = true;
            if (random.Next(6) != 0) continue;
            await image.FlushAsync();
            touched = new bool[DiskSize / Sector];
            flushed.Add(new FlushedDisk(file.Log.Count, [.. disk.Content], touched));
        }

        await image.CloseAsync();
        return flushed;
    }

    internal static MemoryFile Replay(byte[] start, List<MemoryFile.Event> log, int end, Random random)
    {
        MemoryFile file = new([.. start]);
        int lastFlush = log.FindLastIndex(Math.Max(0, end - 1), Math.Max(0, end), each => each.IsFlush);
        for (int i = 0; i <= lastFlush; i++) file.Apply(log[i]);
        List<MemoryFile.Event> pieces = [];
        for (int i = lastFlush + 1; i < end; i++)
        {
            MemoryFile.Event written = log[i];
            for (int at = 0; at < written.Bytes.Length; at += Sector)
                pieces.Add(new MemoryFile.Event(
                    written.Offset + at, written.Bytes[at..Math.Min(at + Sector, written.Bytes.Length)]));
        }

        // Of two writes to one sector the later one wins, if it arrived: the disk keeps their order.
        HashSet<int> lost = [];
        int share = random.Next(4);
        for (int i = 0; i < pieces.Count; i++)
            if (share == 0 || random.Next(4) < share) lost.Add(i);
        for (int i = 0; i < pieces.Count; i++)
            if (!lost.Contains(i)) file.Apply(pieces[i]);
        return file;
    }

    private static async Task CheckAsync(MemoryFile left, FlushedDisk state, string what)
    {
        Qcow2Image image = await Qcow2Image.OpenAsync(
            new MemoryFile(left.ToArray()), null, new Qcow2OpenOptions(Writable: true, IsRepair: true));
        bool isDirty = (image.Header.Incompatible & Qcow2Features.Dirty) != 0;
        Qcow2CheckResult result = await Qcow2Check.RunAsync(image, isDirty ? Qcow2Repair.Everything : Qcow2Repair.Nothing);
        Assert.True(result.ErrorsLeft == 0, $"{what}: {string.Join("; ", result.Findings.Take(5))}");
        using IoBuffer all = new(DiskSize);
        await image.ReadAsync(0, all.Vector);
        for (int at = 0; at < DiskSize; at += Sector)
            Assert.True(
                state.Touched[at / Sector] || all.Span.Slice(at, Sector).SequenceEqual(state.Content.AsSpan(at, Sector)),
                $"{what}: the sector at {at} was flushed, and is another");
    }

    /// <summary>What the disk was when a flush had completed.</summary>
    /// <param name="Events">Entries of the log until then.</param>
    /// <param name="Content">The disk's bytes.</param>
    /// <param name="Touched">Sectors that were written between this flush and the next.</param>
    private sealed record FlushedDisk(int Events, byte[] Content, bool[] Touched);
}
