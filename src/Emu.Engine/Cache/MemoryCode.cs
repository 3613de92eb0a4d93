using Emu.Host;

namespace Emu.Engine.Cache;

/// <summary>Code that lives as long as the process, in memory that only this process has. Callers take turns.</summary>
/// <remarks>Invariant of the unsafe code: addresses given out lie in a segment, below what has been written to it; segments
/// live until <see cref="Dispose"/>.</remarks>
internal sealed unsafe class MemoryCode(ulong capacity) : IDisposable
{
    /// <summary>Where code wants to lie.</summary>
    private const ulong Alignment = 64;

    // A small program needs little address space, which may be limited; a large one few mappings.
    private const ulong SmallestSegment = 1 << 20, LargestSegment = 32 << 20;

    private readonly List<CodeMapping> segments = [];

    // The last segment, unless it is shared with the process that this one was forked from.
    private CodeMapping? current;
    private ulong used;

    /// <summary>Bytes used.</summary>
    public ulong Length { get; private set; }

    /// <summary>Keeps a copy of code; null when there is no room for it.</summary>
    /// <exception cref="IOException">The host has no memory left.</exception>
    public void* Add(ReadOnlySpan<byte> code)
    {
        ulong length = ((ulong)code.Length + Alignment - 1) & ~(Alignment - 1);
        if (Length + length > capacity) return null;
        if (current is null || used + length > current.Capacity)
        {
            ulong twice = Math.Min(2 * (current?.Capacity ?? 0), LargestSegment);
            current = CodeMapping.OfMemory(Math.Max(Math.Max(twice, SmallestSegment), length));
            segments.Add(current);
            used = 0;
        }

        void* kept = current.Pointer + used;
        current.Write(used, code);
        used += length;
        Length += length;
        return kept;
    }

    /// <summary>In a process that was forked: what is there stays, and what comes is kept apart from the parent's,
    /// with which the memory is shared.</summary>
    public void Detach()
    {
        current = null;
        Length = 0;
    }

    public void Dispose()
    {
        foreach (CodeMapping segment in segments) segment.Dispose();
    }
}
