using Emu.Block.Qcow2;

namespace Emu.Block.Tests;

/// <summary>Requests of a machine are in flight together, and their parts complete in any order.</summary>
public sealed class ConcurrentRequestTests
{
    // Pieces share clusters, and cross their boundaries.
    private const int DiskSize = 1 << 20, Piece = 3 * 512, Pieces = DiskSize / Piece, MostInFlight = 12;

    public static TheoryData<string> Configurations => Qcow2Configurations.Names;

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Requests_of_different_ranges_that_overlap_in_time_do_not_disturb_each_other(string configuration)
    {
        for (int seed = 0; seed < 3; seed++)
        {
            Random random = new(seed);
            MemoryFile memory = new();
            LateFile file = new(memory, random);
            await Qcow2Configurations.Create(configuration, DiskSize).WriteAsync(memory);
            Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
            DiskModel disk = new(image, new byte[DiskSize], random);
            file.IsLate = true;
            await RunAsync(file, disk, image, random, requests: 250);
            file.IsLate = false;
            await disk.CompareAsync();
            await image.CloseAsync();
            Qcow2Image again = await Qcow2Configurations.OpenAsync(new MemoryFile(memory.ToArray()));
            Qcow2CheckResult result = await Qcow2Check.RunAsync(again, Qcow2Repair.Nothing);
            Assert.True(result.ErrorsLeft == 0, $"{configuration}, seed {seed}: {result.ErrorsLeft} errors");
            await new DiskModel(again, disk.Content, random).CompareAsync();
        }
    }

    private static async Task RunAsync(LateFile file, DiskModel disk, Qcow2Image image, Random random, int requests)
    {
        Dictionary<Task, int> inFlight = [];
        for (int begun = 0; begun < requests || inFlight.Count != 0;)
        {
            foreach (Task done in inFlight.Keys.Where(task => task.IsCompleted).ToArray())
            {
                await done;
                inFlight.Remove(done);
            }

            if (begun < requests && inFlight.Count < MostInFlight && random.Next(3) != 0)
            {
                int piece = random.Next(Pieces);
                if (inFlight.ContainsValue(piece)) continue;
                inFlight.Add(Begin(disk, image, random, piece), piece);
                begun++;
            }
            else if (file.Held != 0)
            {
                file.ReleaseOne();
            }
            else
            {
                Assert.True(begun < requests || inFlight.Keys.All(task => task.IsCompleted), "requests wait for nothing");
            }
        }
    }

    private static Task Begin(DiskModel disk, Qcow2Image image, Random random, int piece) => random.Next(10) switch
    {
        0 => image.FlushAsync().AsTask(),
        1 => disk.ClearAsync(piece * Piece, Piece),
        2 or 3 => disk.CompareAsync(piece * Piece, Piece),
        _ => disk.WriteAsync(piece * Piece, Piece),
    };
}
