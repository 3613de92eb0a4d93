using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// Pages of a user-mode guest that are kept read-only so that the first store to each is noticed
/// (<c>native/watch.c</c>). Addresses are the guest's. Any thread may call; who watches, opens or replaces a page keeps
/// others from changing its mapping meanwhile.
/// </summary>
/// <remarks>Invariant of the unsafe code: the counters are static memory of the native side.</remarks>
public static unsafe partial class StoreWatch
{
    /// <summary>Room for <see cref="Take"/>.</summary>
    public const int MostPages = 1024;

    private static readonly Counters* counters = (Counters*)FindCounters();

    /// <summary>Pages that are watched at the moment.</summary>
    public static ulong Watched => Volatile.Read(ref counters->Watched);

    /// <summary>Some page was stored to, and has not been taken.</summary>
    public static bool HasStored => Volatile.Read(ref counters->Stored) != 0;

    /// <summary>Stores that have met a watched page, since the process began.</summary>
    public static ulong Faults => Volatile.Read(ref counters->Faults);

    /// <summary>Times that a page was made read-only, since the process began.</summary>
    public static ulong Protections => Volatile.Read(ref counters->Protections);

    /// <summary>Watches a page that the guest may store to. False when the host does not let it be made
    /// read-only.</summary>
    public static bool TryWatch(ulong page) => Watch(page) == 0;

    /// <summary>Lets stores to a range through, and counts its watched pages as stored to. Returns how many there
    /// were.</summary>
    public static ulong Open(ulong start, ulong end) => Watched == 0 ? 0 : OpenNative(start, end);

    /// <summary>True when some page of a range is watched.</summary>
    public static bool Covers(ulong start, ulong end) => Watched != 0 && CoversNative(start, end) != 0;

    /// <summary>Moves the pages that were stored to, each as often as it was watched, into a buffer of
    /// <see cref="MostPages"/>. Returns how many; -1 says that there were too many to be told.</summary>
    public static int Take(ulong* pages) => TakeNative(pages);

    [LibraryImport("emunative", EntryPoint = "emu_watch_page")]
    private static partial int Watch(ulong page);

    [LibraryImport("emunative", EntryPoint = "emu_watch_open")]
    private static partial ulong OpenNative(ulong start, ulong end);

    [LibraryImport("emunative", EntryPoint = "emu_watch_covers")]
    private static partial int CoversNative(ulong start, ulong end);

    [LibraryImport("emunative", EntryPoint = "emu_watch_take")]
    private static partial int TakeNative(ulong* pages);

    [LibraryImport("emunative", EntryPoint = "emu_watch_counters")]
    private static partial void* FindCounters();

    [StructLayout(LayoutKind.Sequential)]
    private struct Counters
    {
        public ulong Watched;
        public ulong Stored;
        public ulong Faults;
        public ulong Protections;
    }
}
