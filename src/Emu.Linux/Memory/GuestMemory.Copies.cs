namespace Emu.Linux.Memory;

/// <content>Copies to and from the guest, as a kernel makes them: false means EFAULT.</content>
public sealed unsafe partial class GuestMemory
{
    /// <summary>Reads a structure at any alignment.</summary>
    public bool TryRead<T>(ulong address, out T value)
        where T : unmanaged => throw new NotImplementedException();

    /// <summary>Writes a structure at any alignment.</summary>
    public bool TryWrite<T>(ulong address, in T value)
        where T : unmanaged => throw new NotImplementedException();

    /// <summary>Reads bytes; what was read before a fault is in the buffer.</summary>
    public bool TryRead(ulong address, Span<byte> buffer) => throw new NotImplementedException();

    /// <summary>Writes bytes; what comes before a fault has been written.</summary>
    public bool TryWrite(ulong address, ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    /// <summary>Reads a string up to its zero, which is not part of the result. False on a fault.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="limit">Bytes with the zero at most; a longer string is cut there, and as long as this.</param>
    /// <param name="text">The bytes.</param>
    public bool TryReadString(ulong address, int limit, out byte[] text) => throw new NotImplementedException();
}
