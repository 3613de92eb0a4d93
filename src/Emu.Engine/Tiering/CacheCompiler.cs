using Emu.Engine.Cache;
using Emu.Isa;
using Emu.Translate;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;

namespace Emu.Engine.Tiering;

/// <summary>
/// Translates everything that a cache knows to have run without the guest (<c>emu cache build</c>, <c>optimize</c>):
/// what ran often with <see cref="OptimizationLevel.Full"/>, the rest, which is most of it, as fast as while the guest
/// waits. What ran only once, as a boot's initialisation does, is not worth its place, unless a region grows over it.
/// Regions that are there at that level already are not made again.
/// </summary>
/// <param name="store">Takes the code.</param>
/// <param name="isa">Instruction sets of the guest, which are part of the store's environment.</param>
/// <param name="settings">The translator's options of the store's environment.</param>
public sealed class CacheCompiler(CodeStore store, GuestIsa isa, TranslatorOptions settings)
{
    /// <summary>
    /// Executions from which on a block is worth the full effort. A twentieth of a boot's blocks reach it, and have
    /// nearly all of its instructions.
    /// </summary>
    private const ulong ManyExecutions = 1024;

    /// <summary>Translates all pages of a profile.</summary>
    /// <param name="profile">What has run: <see cref="CodeStore.ReadProfile"/>, <see cref="ProgramProfile.Read"/>.</param>
    /// <param name="threads">How many threads, at least 1.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1, by several threads at once; null where
    /// it is not wanted.</param>
    public CacheCompilation Run(IReadOnlyList<ProfiledPage> profile, int threads, IProgress<double>? progress = null)
    {
        // The pages that run most come first: a user who interrupts the command has most of the gain.
        ProfiledPage[] pages =
        [
            .. profile.OrderByDescending(page => page.Blocks.Sum(block => (double)block.Executions)),
        ];
        Dictionary<int, ProfiledPage> numbered = profile.Where(page => page.Number is not null)
            .ToDictionary(page => page.Number!.Value);
        Tally tally = new();
        long total = pages.Sum(page => (long)page.Blocks.Count), done = 0;
        ThreadLocal<IRegionTranslator> translators = new(() => new RegionTranslator(settings), trackAllValues: true);
        ThreadLocal<BaselineTier> baselines = new(
            () => new BaselineTier(isa, settings.MemoryAccess, new TierCounters()), trackAllValues: true);
        try
        {
            Parallel.ForEach(
                pages, new ParallelOptions() { MaxDegreeOfParallelism = threads }, page =>
                {
                    if (tally.IsFull) return;
                    new PageCompilation(store, page, NeighboursOf(page, numbered), isa, settings, tally).Run(translators, baselines);
                    progress?.Report(Interlocked.Add(ref done, page.Blocks.Count) / (double)total);
                });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count == 1)
        {
            throw new InvalidOperationException("translating guest code failed", e.InnerException);
        }
        finally
        {
            foreach (IRegionTranslator translator in translators.Values) translator.Dispose();
            translators.Dispose();
            foreach (BaselineTier baseline in baselines.Values) baseline.Dispose();
            baselines.Dispose();
        }

        return new CacheCompilation(
            pages.Length, (int)total, tally.Compiled, tally.Known, tally.Untranslatable, tally.CodeBytes, tally.IsFull);
    }

    private static NeighbourPage[] NeighboursOf(ProfiledPage page, Dictionary<int, ProfiledPage> numbered)
    {
        if (page.Number is not { } number) return [];
        List<NeighbourPage> found = [];
        for (int distance = -RegionSource.Reach; distance <= RegionSource.Reach; distance++)
        {
            if (distance != 0 && numbered.TryGetValue(number + distance, out ProfiledPage? other))
                found.Add(new NeighbourPage(distance, other.Hash, other.Page, other.Blocks));
        }

        return [.. found];
    }

    /// <summary>Counts of all threads.</summary>
    private sealed class Tally
    {
        public int Compiled;
        public int Known;
        public int Untranslatable;
        public long CodeBytes;
        public volatile bool IsFull;
    }

    /// <summary>One page: regions around its blocks, the hottest first, until all of them are in one.</summary>
    private sealed class PageCompilation(
        CodeStore store, ProfiledPage page, NeighbourPage[] neighbours, GuestIsa isa, TranslatorOptions settings, Tally tally)
    {
        private readonly PageRegions known = store.Find(page.Hash, page.Page);
        private readonly HashSet<int> covered = [], entries = [];

        // Where it must be possible to enter code, even in the middle of another region.
        private readonly HashSet<ushort> required = [];

        public void Run(ThreadLocal<IRegionTranslator> translators, ThreadLocal<BaselineTier> baselines)
        {
            // Where LLVM's code was entered it is entered again. Baseline code may be entered at every block, so that its
            // entries say nothing.
            foreach (Region region in known.Regions.Where(each => each.Level > OptimizationLevel.Baseline))
                required.UnionWith(region.Entries.ToArray());
            foreach (BlockHeat block in page.Blocks.OrderByDescending(block => block.Executions))
            {
                if (block.Executions > 1 && !covered.Contains(block.Offset)) Compile(block.Offset, translators);
            }

            // Each may show further functions that are called.
            while (required.Where(head => !entries.Contains(head)).Order().ToArray() is { Length: > 0 } missing)
                foreach (ushort head in missing) Compile(head, translators);
            if (page.Number is not null && BaselineTranslator.IsSupported && !tally.IsFull) LeaveRest(baselines.Value!);
        }

        // Baseline code that has an entry of LLVM's is not run any more. What is entered between those gets code of its own
        // here, as a CPU would make it when it attaches the page.
        private void LeaveRest(BaselineTier baseline)
        {
            HashSet<ushort> better = [];
            foreach (Region region in known.Regions.Where(each => each.Level > OptimizationLevel.Baseline && each.FitsIn(neighbours)))
                better.UnionWith(region.Entries.ToArray());
            foreach (Region region in known.Regions.Where(each => each.Level == OptimizationLevel.Baseline))
            {
                ushort[] rest = [.. region.Entries.ToArray().Where(entry => !better.Contains(entry))];
                if (rest.Length != 0 && rest.Length != region.Entries.Length && known.FindSame(rest, [], default) is null)
                    baseline.Translate(store, page.Page, known, rest, keep: true, looksAfterStores: false);
            }
        }

        private void Compile(ushort head, ThreadLocal<IRegionTranslator> translators)
        {
            covered.Add(head);
            entries.Add(head);
            if (tally.IsFull) return;
            bool often = page.Blocks.Any(block => block.Offset == head && block.Executions >= ManyExecutions);
            OptimizationLevel level = often ? OptimizationLevel.Full : OptimizationLevel.Fast;
            RegionSource source = new()
            {
                Page = page.Page,
                PageHash = page.Hash,
                Entry = head,
                Blocks = page.Blocks,
                Neighbours = neighbours,
                Isa = isa,
            };
            RegionShape? shape = RegionShape.Grow(source, settings.MostInstructions(level));
            if (shape is null)
            {
                Interlocked.Increment(ref tally.Untranslatable);
                return;
            }

            foreach (GuestBlock block in shape.Blocks) covered.Add(block.Offset);
            entries.UnionWith(shape.Entries.Select(entry => (int)entry));
            RequireCalled(shape);
            if (known.Regions.Any(each => each.Level >= level && each.HasEntry(head) && each.FitsIn(neighbours)))
            {
                Interlocked.Increment(ref tally.Known);
                return;
            }

            if (translators.Value!.Translate(source, level) is not { } region)
            {
                Interlocked.Increment(ref tally.Untranslatable);
                return;
            }

            if (store.Add(region, source) is null)
            {
                tally.IsFull = true;
                return;
            }

            Interlocked.Increment(ref tally.Compiled);
            Interlocked.Add(ref tally.CodeBytes, region.Code.Length);
        }

        // A function that a region continues into is entered by its other callers too.
        private void RequireCalled(RegionShape shape)
        {
            foreach (GuestInstruction last in shape.Blocks.Select(block => block.Last))
            {
                int target = last.Offset + last.Decoded.Immediate;
                if (last is { IsCall: true, Flow: Flow.Jump } && target is >= 0 and < RegionSource.PageSize && shape.IsKnownToRun(target))
                    required.Add((ushort)target);
            }
        }
    }
}
