using Emu.Block.Qcow2;

namespace Emu.Block.Tests;

/// <summary>Images whose header and tables are damaged at random: whatever is asked of them ends with an answer or a
/// <see cref="BlockException"/>, soon, and without much memory: the limits are below. <c>EMU_FUZZ_IMAGES</c> says how many, for the long form
/// (<c>bench/image-fuzz.sh</c>).</summary>
public sealed class HostileImageTests
{
    private const int Default = 200;
    // All that one image makes the code allocate, one behind the other; tables are read more than once.
    private const long MostBytes = 256 << 20;

    // Processor time, with room for other tests that run in this process.
    private const int MostMilliseconds = 20_000;

    [Fact]
    public async Task Damaged_images_end_in_an_answer_or_in_a_block_exception()
    {
        int images = int.TryParse(Environment.GetEnvironmentVariable("EMU_FUZZ_IMAGES"), out int wanted) ? wanted : Default;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("EMU_FUZZ_SEED"), out int fixedSeed) ? fixedSeed : Environment.TickCount;
        List<byte[]> sound = [];
        foreach (string name in Qcow2Configurations.Names) sound.Add(await MakeAsync(name));
        for (int i = 0; i < images; i++)
        {
            Random random = new(seed + i);
            byte[] bytes = [.. sound[random.Next(sound.Count)]];
            Damage(bytes, random);
            await TryAsync(bytes, random, $"EMU_FUZZ_SEED={seed + i} EMU_FUZZ_IMAGES=1");
        }
    }

    private static async Task<byte[]> MakeAsync(string name)
    {
        MemoryFile file = new();
        await Qcow2Configurations.Create(name, 4 << 20).WriteAsync(file);
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        using IoBuffer data = new(70_000);
        data.Span.Fill(5);
        await image.WriteAsync(1000, data.Vector);
        if (name != "one-bit") await image.CreateSnapshotAsync("one", DateTimeOffset.UnixEpoch);
        if (image.HasBitmapSupport) await image.AddBitmapAsync("bits", 512, isEnabled: true);
        await image.WriteAsync(1 << 20, data.Vector);
        await image.WriteZeroesAsync(2 << 20, 1 << 20);
        data.Span.Clear();
        await image.WriteAsync(3 << 20, data.Vector.Slice(0, image.ClusterSize <= data.Length ? image.ClusterSize : 0), WriteFlags.Compressed);
        await image.CloseAsync();
        return file.ToArray();
    }

    /// <summary>Changes some bytes, most of them in the header or in a table's entries.</summary>
    private static void Damage(byte[] bytes, Random random)
    {
        for (int changes = random.Next(1, 6); changes > 0; changes--)
        {
            int at = random.Next(4) switch
            {
                0 => random.Next(112),
                1 => random.Next(Math.Min(bytes.Length, 600)),
                2 => Math.Min(bytes.Length - 9, random.Next(bytes.Length / 512) * 512) + random.Next(8),
                _ => random.Next(bytes.Length),
            };
            bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(bytes[at] ^ (1 << random.Next(8))), _ => 0xff };
        }
    }

    private static async Task TryAsync(byte[] bytes, Random random, string how)
    {
        MemoryFile file = new(bytes) { KeepsLog = false, Largest = 32 << 20 };
        long memory = GC.GetAllocatedBytesForCurrentThread();
        // Of the processor, not of the clock: the host may have other things to do.
        TimeSpan before = Environment.CpuUsage.TotalTime;
        bool repairs = random.Next(2) == 0;
        try
        {
            using Qcow2Image image = await Qcow2Image.OpenAsync(
                file, null, new Qcow2OpenOptions(Writable: true, IsRepair: repairs));
            await UseAsync(image, random, repairs);
        }
        catch (BlockException)
        {
            // This is the only way to fail.
        }
        catch (Exception e)
        {
            Assert.Fail($"{how}: {e}");
        }

        double time = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        Assert.True(time < MostMilliseconds, $"{how}: took {time} ms");
        long used = GC.GetAllocatedBytesForCurrentThread() - memory;
        Assert.True(used < MostBytes, $"{how}: allocated {used} bytes");
    }

    private static async Task UseAsync(Qcow2Image image, Random random, bool repairs)
    {
        image.Describe();
        await image.CheckAsync(repairs ? Qcow2Repair.Everything : Qcow2Repair.Nothing);
        using IoBuffer data = new(4096);
        for (int i = 0; i < 8 && image.Length > 4096; i++)
        {
            long offset = random.NextInt64(Math.Min(image.Length, 8 << 20) - 4096 + 1) & ~511L;
            BlockExtent extent = await image.StatusAsync(offset, image.Length - offset);
            Assert.InRange(extent.Length, 1, image.Length - offset);
            if (random.Next(2) == 0) await image.ReadAsync(offset, data.Vector);
            else await image.WriteAsync(offset, data.Vector);
        }

        if (image.Snapshots.Count != 0) await image.ApplySnapshotAsync(image.Snapshots[0]);
        await image.FlushAsync();
        await image.CloseAsync();
    }
}
