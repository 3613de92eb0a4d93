namespace Emu.Linux.Memory;

/// <summary>
/// All mappings of an address space, sorted, without overlaps; neighbours that are alike are one. Changes and
/// enumerations are for the holder of the address space's lock; <see cref="Find"/> is for anybody.
/// </summary>
internal sealed class MappingTable
{
    private const int SmallestRoom = 64;

    // From begin on, count of them; there is room on both sides, since mappings come at either end of many.
    private Mapping?[] items = new Mapping?[SmallestRoom];
    private int begin = SmallestRoom / 2, count;

    // Odd while items are being moved: a reader that has seen it odd, or change, looks again.
    private int version;

    private volatile int sharedWritable;

    // What the last search for a gap has found out: those between known.Ceiling and known.Highest are shorter than that.
    private (ulong Ceiling, ulong Highest, ulong Length) known;

    /// <summary>How many mappings there are.</summary>
    public int Count => count;

    /// <summary>Bytes of all mappings.</summary>
    public ulong TotalBytes { get; private set; }

    /// <summary>Bytes of what RLIMIT_DATA counts: private and writable.</summary>
    public ulong DataBytes { get; private set; }

    /// <summary>How many mappings there are by which the program can change what others map.</summary>
    public int SharedWritableCount => sharedWritable;

    /// <summary>The mapping at a place of the order.</summary>
    public Mapping this[int index] => items[begin + index]!;

    /// <summary>The mapping that holds an address, or null. Takes no lock.</summary>
    public Mapping? Find(ulong address)
    {
        SpinWait spin = default;
        while (true)
        {
            int before = Volatile.Read(ref version);
            if ((before & 1) == 0)
            {
                Mapping?[] seen = Volatile.Read(ref items);
                int first = Math.Min(Volatile.Read(ref begin), seen.Length);
                int end = Math.Min(first + Volatile.Read(ref count), seen.Length);
                int index = Search(seen, first, end, address);
                Mapping? found = index < seen.Length ? seen[index] : null;
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref version) == before)
                    return found is not null && found.Start <= address && address < found.End ? found : null;
            }

            spin.SpinOnce();
        }
    }

    /// <summary>Place of the first mapping that ends behind an address; <see cref="Count"/> when there is
    /// none.</summary>
    public int IndexFrom(ulong address) => Search(items, begin, begin + count, address) - begin;

    /// <summary>True when nothing is mapped in a range.</summary>
    public bool IsFree(ulong start, ulong end)
    {
        int index = IndexFrom(start);
        return index == count || this[index].Start >= end;
    }

    /// <summary>End of the pages that are mapped without a hole from an address on, <paramref name="end"/> at
    /// most.</summary>
    public ulong CoveredUntil(ulong start, ulong end)
    {
        ulong at = start;
        for (int i = IndexFrom(start); at < end && i < count && this[i].Start <= at; i++) at = this[i].End;
        return Math.Min(at, end);
    }

    /// <summary>The parts of all mappings that lie in a range, ascending.</summary>
    public List<Mapping> Pieces(ulong start, ulong end)
    {
        List<Mapping> pieces = [];
        for (int i = IndexFrom(start); i < count && this[i].Start < end; i++) pieces.Add(this[i].Clip(start, end));
        return pieces;
    }

    /// <summary>Adds a mapping in place of whatever was there.</summary>
    public void Set(Mapping mapping) => Replace(mapping.Start, mapping.End, [mapping]);

    /// <summary>Forgets a range.</summary>
    public void Remove(ulong start, ulong end)
    {
        Replace(start, end, []);
        if (end <= known.Ceiling) return;
        int next = IndexFrom(end);
        known.Ceiling = next < count ? this[next].Start : known.Highest;
    }

    /// <summary>Changes what is mapped in a range, piece by piece, and leaves holes as they are.</summary>
    public void Change(ulong start, ulong end, Func<Mapping, Mapping> change)
    {
        List<Mapping> pieces = Pieces(start, end);
        for (int i = 0; i < pieces.Count; i++) pieces[i] = change(pieces[i]);
        Replace(start, end, pieces);
    }

    /// <summary>The highest free range of a length that lies between two addresses.</summary>
    public ulong? FindGap(ulong lowest, ulong highest, ulong length)
    {
        bool isKnown = highest == known.Highest && length >= known.Length;
        ulong ceiling = isKnown ? Math.Min(known.Ceiling, highest) : highest;
        for (int i = IndexFrom(ceiling); ; i--)
        {
            if (i < count && this[i].Start < ceiling) ceiling = this[i].Start;
            ulong floor = i == 0 ? lowest : Math.Max(lowest, this[i - 1].End);
            bool isFound = ceiling >= floor && ceiling - floor >= length;
            if (!isFound && i != 0 && floor > lowest) continue;
            known = (ceiling, highest, length);
            return isFound ? ceiling - length : null;
        }
    }

    private void Replace(ulong start, ulong end, List<Mapping> middle)
    {
        int first = IndexFrom(start), last = first;
        while (last < count && this[last].Start < end) last++;
        List<Mapping> merged = new(middle.Count + 4);
        int from = first, to = last;
        if (first > 0) Append(merged, this[--from]);
        if (first < last && this[first].Start < start) Append(merged, this[first].Clip(0, start));
        foreach (Mapping mapping in middle) Append(merged, mapping);
        if (first < last && this[last - 1].End > end) Append(merged, this[last - 1].Clip(end, ulong.MaxValue));
        if (last < count) Append(merged, this[to++]);
        Splice(from, to - from, merged);
    }

    private static void Append(List<Mapping> list, Mapping mapping)
    {
        if (list.Count != 0 && list[^1].ContinuesWith(mapping)) list[^1] = list[^1] with { End = mapping.End };
        else list.Add(mapping);
    }

    private void Splice(int index, int removed, List<Mapping> added)
    {
        for (int i = index; i < index + removed; i++) Account(this[i], -1);
        int growth = added.Count - removed, newCount = count + growth, behind = count - index - removed;
        bool movesFront = index < behind;
        Interlocked.Increment(ref version);
        if (movesFront ? begin < growth : begin + newCount > items.Length) MakeRoom(newCount, growth);
        Span<Mapping?> all = items;
        int first = begin, newFirst = movesFront ? begin - growth : begin;
        if (movesFront)
        {
            all.Slice(first, index).CopyTo(all[newFirst..]);
            if (growth < 0) all[first..newFirst].Clear();
        }
        else
        {
            all.Slice(first + index + removed, behind).CopyTo(all[(first + index + added.Count)..]);
            if (growth < 0) all[(first + newCount)..(first + count)].Clear();
        }

        for (int i = 0; i < added.Count; i++) all[newFirst + index + i] = added[i];
        Volatile.Write(ref begin, newFirst);
        Volatile.Write(ref count, newCount);
        Interlocked.Increment(ref version);
        foreach (Mapping mapping in added) Account(mapping, 1);
    }

    private void MakeRoom(int newCount, int growth)
    {
        var larger = new Mapping?[2 * newCount + SmallestRoom];
        int newBegin = growth + (larger.Length - newCount - growth) / 2;
        items.AsSpan(begin, count).CopyTo(larger.AsSpan(newBegin));
        Volatile.Write(ref begin, newBegin);
        Volatile.Write(ref items, larger);
    }

    private void Account(Mapping mapping, long sign)
    {
        ulong bytes = (ulong)(sign * (long)mapping.Length);
        TotalBytes += bytes;
        if (mapping is { IsWritable: true, IsShared: true }) sharedWritable += (int)sign;
        if (mapping is { IsWritable: true, IsShared: false, GrowsDown: false }) DataBytes += bytes;
    }

    private static int Search(Mapping?[] sorted, int first, int end, ulong address)
    {
        int low = first, high = end;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            // Only a reader without the lock meets null: its answer will not count.
            if (sorted[middle] is { } mapping && mapping.End <= address) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
