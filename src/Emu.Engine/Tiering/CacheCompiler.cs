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
/// <param name="store">Has the profile, and takes the code.</param>
/// <param name="isa">Instruction sets of the guest, which are part of the store's environment.</param>
/// <param name="settings">The translator's options of the store's environment.</param>
public sealed class CacheCompiler(CodeStore store, GuestIsa isa, TranslatorOptions settings)
{
    /// <summary>
    /// Executions from which on a block is worth the full effort. A twentieth of a boot's blocks reach it, and have
    /// nearly all of its instructions.
    /// </summary>
    private const ulong ManyExecutions = 1024;

    /// <summary>Translates all pages of the profile.</summary>
    /// <param name="threads">How many threads, at least 1.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1, by several threads at once; null where
    /// it is not wanted.</param>
    public CacheCompilation Run(int threads, IProgress<double>? progress = null)
    {
        // The pages that run most come first: a user who interrupts the command has most of the gain.
        ProfiledPage[] pages =
        [
            .. store.ReadProfile().OrderByDescending(page => page.Blocks.Sum(block => (double)block.Executions)),
        ];
        Tally tally = new();
        long total = pages.Sum(page => (long)page.Blocks.Count), done = 0;
        ThreadLocal<IRegionTranslator> translators = new(() => new RegionTranslator(settings), trackAllValues: true);
        try
        {
            Parallel.ForEach(
                pages, new ParallelOptions() { MaxDegreeOfParallelism = threads }, page =>
                {
                    if (tally.IsFull) return;
                    new PageCompilation(store, page, isa, settings, tally).Run(translators);
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
        }

        return new CacheCompilation(
            pages.Length, (int)total, tally.Compiled, tally.Known, tally.Untranslatable, tally.CodeBytes, tally.IsFull);
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
        CodeStore store, ProfiledPage page, GuestIsa isa, TranslatorOptions settings, Tally tally)
    {
        private readonly PageRegions known = store.Find(page.Hash, page.Page);
        private readonly HashSet<int> covered = [], entries = [];

        public void Run(ThreadLocal<IRegionTranslator> translators)
        {
            // Where earlier code was entered it must be possible to enter the new code, even in the middle of a region.
            // Baseline code may be entered at every block, so that its entries are not required.
            HashSet<ushort> required =
            [
                .. known.Regions.Where(region => region.Level > OptimizationLevel.Baseline)
                    .SelectMany(region => region.Entries.ToArray()),
            ];
            IEnumerable<ushort> heads = page.Blocks.Where(block => block.Executions > 1)
                .OrderByDescending(block => block.Executions).Select(block => block.Offset);
            foreach (ushort head in heads.Concat(required.Order()))
            {
                bool isDone = required.Contains(head) ? entries.Contains(head) : covered.Contains(head);
                if (isDone || tally.IsFull) continue;
                bool often = page.Blocks.Any(block => block.Offset == head && block.Executions >= ManyExecutions);
                Compile(head, often ? OptimizationLevel.Full : OptimizationLevel.Fast, translators);
            }
        }

        private void Compile(ushort head, OptimizationLevel level, ThreadLocal<IRegionTranslator> translators)
        {
            RegionSource source = new()
            {
                Page = page.Page,
                PageHash = page.Hash,
                Entry = head,
                Blocks = page.Blocks,
                Isa = isa,
            };
            covered.Add(head);
            entries.Add(head);
            RegionShape? shape = RegionShape.Grow(source, settings.MostInstructions(level));
            if (shape is null)
            {
                Interlocked.Increment(ref tally.Untranslatable);
                return;
            }

            foreach (GuestBlock block in shape.Blocks) covered.Add(block.Offset);
            entries.UnionWith(shape.Entries.Select(entry => (int)entry));
            if (known.Find(head) is { } there && there.Level >= level)
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
    }
}
