namespace Emu.CacheFormat.Tests;

/// <summary>
/// Whatever a power failure leaves of a file, readers give out only records that were written whole, and all that had
/// reached the disk; and the next writer goes on. <c>EMU_CRASH_POINTS</c> sets another number of failures,
/// <c>EMU_CRASH_SEED</c> another first one.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int CrashesPerHistory = 20, Steps = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly TemporaryFile temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_crash_at_any_moment_loses_only_what_was_not_synchronised_and_makes_nothing_up()
    {
        int crashes = NumberOf("EMU_CRASH_POINTS", 1000), first = NumberOf("EMU_CRASH_SEED", 1);
        for (int seed = first; (seed - first) * CrashesPerHistory < crashes; seed++)
        {
            History history = new(temporary.Path, seed);
            history.Run(Steps);
            for (int crash = 0; crash < CrashesPerHistory; crash++) Check(history, seed, crash);
        }
    }

    private static int NumberOf(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out int number) ? number : otherwise;

    private void Check(History history, int seed, int crash)
    {
        string which = $"EMU_CRASH_SEED={seed}, crash {crash}";
        File.WriteAllBytes(temporary.Path, history.Disk.Crash(new Random((seed * 1000) + crash), out HashSet<int> ruined));
        HashSet<Record> kept = history.KeptDespite(ruined);
        CheckContent(history, kept, which);
        // Who adds to the file after the crash.
        Record added = new(RecordKind.Page, 0, (UInt128)seed, "0badcafe".ToUpperInvariant());
        try
        {
            using CacheFile file = CacheFile.OpenForAppending(temporary.Path, null, GoldenFile.Header, Patience);
            using CacheAppender appender = file.BeginAppending(Patience);
            appender.Append(added.Kind, added.Environment, added.PageHash, Convert.FromHexString(added.Payload));
        }
        catch (CacheFileException e) when (e.IsContent && !history.IsBegunForGood)
        {
            string? aside = CacheFile.PutAside(temporary.Path, null);
            Assert.NotNull(aside);
            File.Delete(aside);
            return;
        }

        history.Written.Add(added);
        CheckContent(history, [.. kept, added], which + ", after the next writer");
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(temporary.Path)!, "*.bad-*"));
    }

    private void CheckContent(History history, HashSet<Record> kept, string which)
    {
        try
        {
            HashSet<Record> found = [.. FileContent.Of(temporary.Path).Records];
            Assert.True(found.IsSubsetOf(history.Written), $"{which}: a record was never written");
            Assert.True(kept.IsSubsetOf(found), $"{which}: {kept.Except(found).Count()} of {kept.Count} records are lost");
        }
        catch (CacheFileException e)
        {
            Assert.True(e.IsContent && !history.IsBegunForGood, $"{which}: {e.Message}");
        }
    }

    /// <summary>What writers did to a file, one after the other, some of them killed in the middle of a record.</summary>
    private sealed class History
    {
        private readonly string path;
        private readonly Random random;
        private readonly List<(Record Record, long From, long To)> published = [];
        private int keptRecords;

        public History(string path, int seed)
        {
            this.path = path;
            random = new Random(seed);
            File.Delete(path);
        }

        public SimulatedDisk Disk { get; } = new();

        public HashSet<Record> Written { get; } = [];

        /// <summary>The file had its header when it was last synchronised.</summary>
        public bool IsBegunForGood { get; private set; }

        public void Run(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                switch (random.Next(8))
                {
                    case 0:
                        Disk.Synchronise();
                        keptRecords = published.Count;
                        IsBegunForGood = File.Exists(path);
                        break;
                    case 1 when File.Exists(path):
                        LeaveUnpublished();
                        break;
                    default:
                        Append(random.Next(1, 4));
                        break;
                }
            }
        }

        /// <summary>The records that were published when the file was synchronised, and have lost nothing.</summary>
        public HashSet<Record> KeptDespite(HashSet<int> ruined) =>
        [
            .. published.Take(keptRecords).Where(each => !ruined.Any(
                sector => each.From < (sector + 1) * SimulatedDisk.Sector && each.To > sector * SimulatedDisk.Sector))
                .Select(each => each.Record),
        ];

        private void Append(int count)
        {
            using CacheFile file = CacheFile.OpenForAppending(path, null, GoldenFile.Header, Patience);
            Disk.Observe(path);
            using CacheAppender appender = file.BeginAppending(Patience);
            for (int i = 0; i < count; i++)
            {
                byte[] payload = Payload();
                RecordKind kind = (RecordKind)random.Next(1, 5);
                UInt128 page = (UInt128)random.NextInt64();
                long position = appender.Append(kind, 0, page, payload);
                Disk.Observe(path);
                Record record = new(kind, 0, page, Convert.ToHexString(payload));
                Written.Add(record);
                published.Add((record, position, appender.Published));
            }
        }

        // What a guest brings may look like a file of its own, with a seed that it knows.
        private byte[] Payload()
        {
            byte[] payload = new byte[random.Next(3000)];
            random.NextBytes(payload);
            if (random.Next(4) != 0) return payload;
            byte[] forged = GoldenFile.Forged();
            forged.AsSpan(0, Math.Min(forged.Length, payload.Length)).CopyTo(payload);
            return payload;
        }

        private void LeaveUnpublished()
        {
            byte[] rest = new byte[random.Next(2000)];
            random.NextBytes(rest);
            using (FileStream stream = File.OpenWrite(path))
            {
                stream.Position = published.Count == 0 ? stream.Length : published[^1].To;
                stream.Write(rest);
            }

            Disk.Observe(path);
        }
    }
}
