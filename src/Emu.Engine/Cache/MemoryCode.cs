using Emu.Host;

namespace Emu.Engine.Cache;

/// <summary>Code that lives as long as the process, in memory that only this process has. Callers take turns.</summary>
/// <remarks>Invariant of the unsafe code: addresses given out lie below <see cref="Length"/>, which has been
/// written.</remarks>
internal sealed unsafe class MemoryCode(ulong capacity) : IDisposable
{
    /// <summary>Where code wants to lie.</summary>
    private const ulong Alignment = 64;

    private CodeMapping? mapping;

    // One is enough to keep: those before it stay mapped until the process ends.
    private CodeMapping? inherited;

    /// <summary>Bytes used.</summary>
    public ulong Length { get; private set; }

    /// <summary>Keeps a copy of code; null when there is no room for it.</summary>
    /// <exception cref="IOException">The host has no memory left.</exception>
    public void* Add(ReadOnlySpan<byte> code)
    {
        ulong start = (Length + Alignment - 1) & ~(Alignment - 1);
        if (start + (ulong)code.Length > capacity) return null;
        mapping ??= CodeMapping.OfMemory(capacity);
        mapping.Write(start, code);
        Length = start + (ulong)code.Length;
        return mapping.Pointer + start;
    }

    /// <summary>In a process that was forked: what is there stays, and what comes is kept apart from the parent's,
    /// with which the memory is shared.</summary>
    public void Detach()
    {
        inherited = mapping;
        mapping = null;
        Length = 0;
    }

    public void Dispose()
    {
        mapping?.Dispose();
        inherited?.Dispose();
    }
}
