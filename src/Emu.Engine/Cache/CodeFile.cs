using System.Runtime.InteropServices;
using Emu.CacheFormat;
using Emu.Host;
using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>
/// A cache file as a source of executable regions, indexed by page. Their code is copied out of the file, and it is the copy
/// that is checked: whatever becomes of the file, what runs is what was written. Callers take turns.
/// </summary>
/// <remarks>Invariant of the unsafe code: regions point to where <see cref="KeepCode"/> has put their code.</remarks>
internal sealed unsafe class CodeFile : IDisposable
{
    private readonly UInt128 environment;
    private readonly Dictionary<UInt128, List<Candidate>> candidates = [];
    private readonly List<Location> profiles = [], pages = [];
    private readonly HashSet<UInt128> environments = [];
    private readonly HashSet<long> used = [];
    private readonly long scannedAtFirst;
    private Location? name;

    // For payloads while they are checked; there are thousands, one after the other.
    private byte[] scratch = new byte[1 << 14];

    private int damaged;

    /// <summary>Indexes what is published in a file.</summary>
    /// <param name="file">Owned from here on, unless this fails.</param>
    /// <param name="environment">Key of the environment that code must be of.</param>
    /// <exception cref="CacheFileException">The host does not read it.</exception>
    public CodeFile(CacheFile file, UInt128 environment)
    {
        File = file;
        this.environment = environment;
        Scanned = CacheLayout.FirstRecord;
        Refresh();
        scannedAtFirst = Scanned;
    }

    /// <summary>The file.</summary>
    public CacheFile File { get; }

    /// <summary>Length up to which records are indexed.</summary>
    public long Scanned { get; private set; }

    /// <summary>Regions of the environment found so far, bound or not.</summary>
    public int Regions { get; private set; }

    /// <summary>Regions found so far that are of other environments.</summary>
    public int OtherEnvironment { get; private set; }

    /// <summary>Records, or runs of them, that were damaged, and the header.</summary>
    public int Damaged => damaged + (File.IsDamaged ? 1 : 0);

    /// <summary>What the user is told of it.</summary>
    public string DamageLine =>
        $"code cache '{HostPath.Show(File.Path)}' has damaged records, which are passed over";

    /// <summary>Regions that were found under a page's hash, but made from other bytes than the page's.</summary>
    public int OtherBytes { get; private set; }

    /// <summary>Whether the record at a position was made executable, or is newer than this object.</summary>
    public bool IsUsed(long position) => position >= scannedAtFirst || used.Contains(position);

    /// <summary>Positions of all profile records found so far.</summary>
    public IReadOnlyList<Location> Profiles => profiles;

    /// <summary>Positions of all pages found so far.</summary>
    public IReadOnlyList<Location> Pages => pages;

    /// <summary>True when the file spells out the environment already.</summary>
    public bool DescribesEnvironment => environments.Contains(environment);

    /// <summary>What the file says that its image is called; null when it does not say it.</summary>
    public string? Name => name is { } location && Read(location) is { } payload ? NamePayload.Decode(payload) : null;

    /// <summary>Indexes what was published since; returns the pages of regions among it.</summary>
    /// <exception cref="CacheFileException">The file was damaged.</exception>
    public List<UInt128> Refresh() => Refresh(File.ReadPublished());

    /// <summary>Indexes records up to a published length.</summary>
    public List<UInt128> Refresh(long published)
    {
        List<UInt128> touched = [];
        if (published <= Scanned)
        {
            // Another process has truncated the file: records will be written there anew.
            Scanned = published;
            return touched;
        }

        damaged += File.Scan(Scanned, published, (position, header) =>
        {
            if (Index(new Location(position, header))) touched.Add(header.PageHash);
        });
        Scanned = published;
        return touched;
    }

    /// <summary>Leaves out of the index what was appended since the last refresh.</summary>
    public void Pass(long published) => Scanned = published;

    /// <summary>Checks the regions of a page, and makes those executable that were made from its bytes.</summary>
    /// <param name="pageHash">XXH3-128 of the page's bytes.</param>
    /// <param name="page">The page's bytes.</param>
    /// <param name="seen">How many regions of the hash earlier calls for the same bytes have looked at; brought up to
    /// date.</param>
    /// <param name="keep">Copies their code into executable memory; those that it has no room for are left out.</param>
    public List<Region> Bind(UInt128 pageHash, ReadOnlySpan<byte> page, ref int seen, KeepCode keep)
    {
        List<Region> regions = [];
        if (!candidates.TryGetValue(pageHash, out List<Candidate>? all)) return regions;
        Span<Candidate> unseen = CollectionsMarshal.AsSpan(all)[seen..];
        seen = all.Count;
        foreach (ref Candidate candidate in unseen)
        {
            if (candidate.IsDamaged || candidate.Source?.Match(page) == false) continue;
            if (ReadRegion(candidate.Location) is not { } region)
            {
                damaged++;
                candidate = candidate with { IsDamaged = true };
            }
            else if (region.Source.Match(page))
            {
                used.Add(candidate.Location.Position);
                if (MakeRegion(region, keep) is { } made) regions.Add(made);
            }
            else
            {
                OtherBytes++;
                candidate = candidate with { Source = region.Source.Copy() };
            }
        }

        return regions;
    }

    /// <summary>The payload of a record; null when it is damaged.</summary>
    public byte[]? Read(Location location)
    {
        if (File.TryReadPayload(location.Position, location.Header, out byte[]? payload)) return payload;
        damaged++;
        return null;
    }

    public void Dispose() => File.Dispose();

    private bool Index(Location location)
    {
        switch (location.Header.Kind)
        {
            case RecordKind.Environment:
                environments.Add(location.Header.Environment);
                return false;
            case RecordKind.Profile:
                profiles.Add(location);
                return false;
            case RecordKind.Page:
                pages.Add(location);
                return false;
            case RecordKind.Name:
                name = location;
                return false;
            case RecordKind.Region when location.Header.Environment != environment:
                OtherEnvironment++;
                return false;
            case RecordKind.Region:
                Regions++;
                UInt128 hash = location.Header.PageHash;
                if (!candidates.TryGetValue(hash, out List<Candidate>? all)) candidates[hash] = all = [];
                all.Add(new Candidate(location, null, IsDamaged: false));
                return true;
            default:
                return false;
        }
    }

    // What it points to is valid until the next call; null when the record is damaged.
    private RegionPayload? ReadRegion(Location location)
    {
        int length = location.Header.PayloadLength;
        if (scratch.Length < length) scratch = new byte[length];
        if (!File.TryReadPayload(location.Position, location.Header, scratch.AsSpan(0, length))
            || !RegionPayload.TryDecode(scratch.AsMemory(0, length), out RegionPayload? region))
            return null;
        return region;
    }

    private static Region? MakeRegion(RegionPayload region, KeepCode keep)
    {
        void* code = keep(region.Code.Span);
        if (code == null) return null;
        return new Region(
            code, region.Code.Length, region.Entries, region.EntryOffsets, region.Source.Lines, region.GuestInstructions,
            (OptimizationLevel)region.Level, RegionOrigin.Cached,
            [.. region.Neighbours.Select(each => new Neighbour(each.Distance, each.Hash, each.Source.Copy()))],
            new CodeMode(region.CodeMode));
    }

    /// <summary>Where a record is, and its header.</summary>
    public readonly record struct Location(long Position, RecordHeader Header);

    /// <summary>A region in the file, and what it was made from once that has been read and was not what a page of its hash
    /// held. It stays here after it has been bound: the page of another content may hold the same instructions.</summary>
    private readonly record struct Candidate(Location Location, GuestLines? Source, bool IsDamaged);
}
