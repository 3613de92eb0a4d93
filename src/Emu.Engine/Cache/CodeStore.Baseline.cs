using Emu.CacheFormat;
using Emu.Translate.Baseline;
using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <content>
/// Baseline code. A CPU waits for it, so it is run from memory at once, and written to the cache file later, on a
/// thread that no CPU waits for.
/// </content>
public sealed unsafe partial class CodeStore
{
    // Guarded by the gate.
    private readonly MemoryCode baseline;
    private List<(PageRegions Page, Region Region, GuestLines Source)> unpublished = [];

    // What was there when baseline code was published last, and is written the next time if it has not been replaced: soon after a page
    // has turned warm, most of it is.
    private List<(PageRegions Page, Region Region, GuestLines Source)> resting = [];

    private volatile bool isBaselineFull;

    /// <summary>There was no room for a region: it is not worth while to make further ones.</summary>
    internal bool IsBaselineFull => isBaselineFull;

    /// <summary>
    /// Keeps what the baseline translator has written, and adds it to its <see cref="PageRegions"/>. Null when there is
    /// no room left. Waits for no file and no other process.
    /// </summary>
    /// <param name="pageHash">XXH3-128 of the page's bytes.</param>
    /// <param name="content">The page's 4096 bytes, from which it was made.</param>
    /// <param name="code">What was written.</param>
    /// <param name="bytes">The code itself.</param>
    /// <param name="keep">Whether it is written to the cache file, if there is one.</param>
    internal Region? AddBaseline(
        UInt128 pageHash, ReadOnlySpan<byte> content, BaselineCode code, ReadOnlySpan<byte> bytes, bool keep)
    {
        lock (gate)
        {
            void* kept = Keep(baseline, bytes);
            isBaselineFull = kept == null;
            if (kept == null) return null;
            PageRegions page = PageOf(pageHash, content);
            Region region = Attach(page, new Region(
                kept, bytes.Length, code.Entries.ToArray(), code.EntryOffsets.ToArray(), code.Lines,
                code.GuestInstructions, OptimizationLevel.Baseline, RegionOrigin.Compiled, []), content);
            if (isAppending && keep) unpublished.Add((page, region, code.SourceIn(content)));
            return region;
        }
    }

    /// <summary>Writes baseline code to the cache file that no other has replaced.</summary>
    /// <param name="all">False for what was there at the last call already.</param>
    public void PublishBaseline(bool all)
    {
        lock (appending)
        {
            List<(PageRegions Page, Region Region, GuestLines Source)> batch;
            lock (gate)
            {
                if (!isAppending) return;
                batch = [.. resting, .. all ? unpublished : []];
                resting = all ? [] : unpublished;
                unpublished = [];
                batch.RemoveAll(static each => each.Page.HasReplaced(each.Region));
                if (batch.Count == 0) return;
            }

            try
            {
                using CacheAppender appender = own!.File.BeginAppending(CodeFileOpener.Patience);
                lock (gate) Follow(() => own.Refresh(appender.Published));
                Describe(appender);
                foreach ((PageRegions page, Region region, GuestLines source) in batch)
                {
                    byte[] payload = PayloadOf(region, source).Encode();
                    if (!HasRoom(appender, payload.Length)) break;
                    if (!IsCached(page, region)) appender.Append(RecordKind.Region, environment, page.Hash, payload);
                }

                // What was appended here runs from memory.
                lock (gate) own.Pass(appender.Published);
            }
            catch (CacheFileException e)
            {
                StopAppending(e);
            }
        }
    }

    // Another process may have been faster.
    private bool IsCached(PageRegions page, Region region)
    {
        lock (gate)
        {
            BindFrom(own, page, page.Content);
            return page.Regions.Any(
                other => other.Origin == RegionOrigin.Cached && other.IsLike(region.Entries, [], region.CodeMode));
        }
    }

    // The entries are all that it takes to make the code again.
    private static RegionPayload PayloadOf(Region region, GuestLines source) => new()
    {
        Entries = region.Entries.ToArray(),
        EntryOffsets = region.EntryOffsets.ToArray(),
        Source = source,
        CodeMode = region.CodeMode.Bits,
        GuestInstructions = region.GuestInstructions,
        Level = (byte)region.Level,
        Origin = region.Entries[0],
        Code = new ReadOnlySpan<byte>(region.Code, region.CodeLength).ToArray(),
    };
}
