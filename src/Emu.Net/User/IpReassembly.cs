using System.Numerics;
using Emu.Core.Time;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>
/// Puts fragments together (RFC 791 3.2, RFC 8200 4.5) in a fixed number of buffers. Fragments that overlap make the
/// packet invalid (RFC 5722); when all buffers are in use, the oldest packet is given up.
/// </summary>
internal sealed class IpReassembly(MachineClock clock)
{
    private const int Most = 16, BlockSize = 8, MostLength = 65535;
    private const ulong Patience = 30_000_000_000;

    private readonly Entry[] entries = new Entry[Most];

    /// <summary>Packets that are not complete.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Adds a fragment. Returns the packet without its IP header when it is complete, in a buffer that is valid until the
    /// next call.
    /// </summary>
    public byte[]? Add(in IpPacket packet, uint identification, int offset, bool hasMore, out int length)
    {
        length = 0;
        int end = offset + packet.Length;
        if (end > MostLength || packet.Length == 0 || (hasMore && packet.Length % BlockSize != 0)) return null;
        Entry entry = Find(packet, identification);
        if ((!hasMore && entry.Length >= 0 && entry.Length != end) || (entry.Length >= 0 && end > entry.Length)
            || !entry.TryMark(offset / BlockSize, (end + BlockSize - 1) / BlockSize))
        {
            Forget(entry);
            return null;
        }

        if (!hasMore)
        {
            if (entry.Highest > end)
            {
                Forget(entry);
                return null;
            }

            entry.Length = end;
        }

        entry.Highest = Math.Max(entry.Highest, end);
        HostSegments.CopyTo(packet.Segments, packet.Offset, entry.Bytes.AsSpan(offset, packet.Length));
        if (entry.Length < 0 || entry.Blocks != (entry.Length + BlockSize - 1) / BlockSize) return null;
        length = entry.Length;
        Forget(entry);
        return entry.Bytes;
    }

    /// <summary>Gives up what is too old.</summary>
    public void Expire()
    {
        foreach (Entry? entry in entries)
            if (entry is { IsUsed: true } && clock.Nanoseconds - entry.Since > Patience) Forget(entry);
    }

    private Entry Find(in IpPacket packet, uint identification)
    {
        Entry? free = null, oldest = null;
        for (int i = 0; i < Most; i++)
        {
            Entry entry = entries[i] ??= new Entry();
            if (!entry.IsUsed)
            {
                free ??= entry;
                continue;
            }

            if (entry.Identification == identification && entry.Source == packet.Source
                && entry.Destination == packet.Destination && entry.Protocol == packet.Protocol)
                return entry;
            if (oldest is null || entry.Since < oldest.Since) oldest = entry;
        }

        if (free is null)
        {
            Forget(oldest!);
            free = oldest!;
        }

        Count++;
        free.Begin(packet, identification, clock.Nanoseconds);
        return free;
    }

    private void Forget(Entry entry)
    {
        if (!entry.IsUsed) return;
        entry.IsUsed = false;
        Count--;
    }

    private sealed class Entry
    {
        private readonly ulong[] marks = new ulong[(MostLength / BlockSize / 64) + 1];
        private byte[]? bytes;

        public byte[] Bytes => bytes ??= GC.AllocateUninitializedArray<byte>(MostLength + 1, pinned: true);

        public bool IsUsed { get; set; }

        public InternetAddress Source { get; private set; }

        public InternetAddress Destination { get; private set; }

        public byte Protocol { get; private set; }

        public uint Identification { get; private set; }

        public ulong Since { get; private set; }

        /// <summary>Bytes of the whole packet; -1 until its last fragment has come.</summary>
        public int Length { get; set; }

        /// <summary>Behind the last byte that has come.</summary>
        public int Highest { get; set; }

        /// <summary>Blocks of eight bytes that have come.</summary>
        public int Blocks { get; private set; }

        public void Begin(in IpPacket packet, uint identification, ulong now)
        {
            IsUsed = true;
            Source = packet.Source;
            Destination = packet.Destination;
            Protocol = packet.Protocol;
            Identification = identification;
            Since = now;
            Length = -1;
            Highest = Blocks = 0;
            Array.Clear(marks);
        }

        /// <summary>Marks blocks as there; false when one is already.</summary>
        public bool TryMark(int from, int to)
        {
            for (int word = from / 64; word <= (to - 1) / 64; word++)
            {
                int low = Math.Max(from - (word * 64), 0), high = Math.Min(to - (word * 64), 64);
                ulong mask = (high == 64 ? ulong.MaxValue : (1UL << high) - 1) & (ulong.MaxValue << low);
                if ((marks[word] & mask) != 0) return false;
                marks[word] |= mask;
                Blocks += BitOperations.PopCount(mask);
            }

            return true;
        }
    }
}
