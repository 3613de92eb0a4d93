namespace Emu.Engine.Tlb;

/// <summary>
/// What translated code has stored, so that it can be taken back: lockstep checking runs the same instructions again in
/// the interpreter. As long as a hart has one, its TLB holds no store entries, and each store is seen.
/// </summary>
/// <remarks>Invariant of the unsafe code: recorded addresses lie in guest RAM, which stays mapped.</remarks>
internal sealed unsafe class StoreLog
{
    /// <summary>Stores after which a region is left, so that the log stays small.</summary>
    private const int Capacity = 1 << 16;

    private readonly List<Entry> entries = [];
    private bool isRecording;

    /// <summary>Forgets what was recorded and begins anew.</summary>
    public void Begin()
    {
        entries.Clear();
        isRecording = true;
    }

    /// <summary>Remembers what a store is about to overwrite. False when the log is full: the store must not be
    /// done.</summary>
    public bool TryRecord(byte* host, int size)
    {
        if (!isRecording) return true;
        if (entries.Count == Capacity) return false;
        entries.Add(new Entry { Host = host, Size = size, Old = Read(host, size) });
        return true;
    }

    /// <summary>Ends the recording and puts back what was there when it began, keeping the values for
    /// <see cref="FirstDifference"/>.</summary>
    public void RollBack()
    {
        isRecording = false;
        for (int i = 0; i < entries.Count; i++)
            entries[i] = entries[i] with { New = Read(entries[i].Host, entries[i].Size) };
        for (int i = entries.Count - 1; i >= 0; i--) Write(entries[i].Host, entries[i].Size, entries[i].Old);
    }

    /// <summary>
    /// A place that does not hold what it held before <see cref="RollBack"/>, with both values; null when all do.
    /// </summary>
    public (nint Host, int Size, ulong Before, ulong Now)? FirstDifference()
    {
        foreach (Entry entry in entries)
        {
            ulong now = Read(entry.Host, entry.Size);
            if (now != entry.New) return ((nint)entry.Host, entry.Size, entry.New, now);
        }

        return null;
    }

    private static ulong Read(byte* host, int size)
    {
        ulong value = 0;
        new ReadOnlySpan<byte>(host, size).CopyTo(new Span<byte>(&value, sizeof(ulong)));
        return value;
    }

    private static void Write(byte* host, int size, ulong value) =>
        new ReadOnlySpan<byte>(&value, size).CopyTo(new Span<byte>(host, size));

    private struct Entry
    {
        public byte* Host;
        public int Size;
        public ulong Old;
        public ulong New;
    }
}
