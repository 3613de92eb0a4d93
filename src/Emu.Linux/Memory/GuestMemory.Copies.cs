using System.Runtime.InteropServices;
using Emu.Host;

namespace Emu.Linux.Memory;

/// <content>Copies to and from the guest, as a kernel makes them: false means EFAULT.</content>
public sealed unsafe partial class GuestMemory
{
    /// <summary>Reads a structure at any alignment.</summary>
    public bool TryRead<T>(ulong address, out T value)
        where T : unmanaged
    {
        value = default;
        fixed (T* to = &value) return TryRead(address, to, (ulong)sizeof(T));
    }

    /// <summary>Writes a structure at any alignment.</summary>
    public bool TryWrite<T>(ulong address, in T value)
        where T : unmanaged
    {
        fixed (T* from = &value) return TryWrite(address, from, (ulong)sizeof(T));
    }

    /// <summary>Reads bytes; what was read before a fault is in the buffer.</summary>
    public bool TryRead(ulong address, Span<byte> buffer)
    {
        fixed (byte* to = buffer) return TryRead(address, to, (ulong)buffer.Length);
    }

    /// <summary>Writes bytes; what comes before a fault has been written.</summary>
    public bool TryWrite(ulong address, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* from = bytes) return TryWrite(address, from, (ulong)bytes.Length);
    }

    /// <summary>Reads as many items as the span holds.</summary>
    public bool TryReadArray<T>(ulong address, Span<T> items)
        where T : unmanaged => TryRead(address, MemoryMarshal.AsBytes(items));

    /// <summary>Reads a number of items, which the caller has found reasonable.</summary>
    public bool TryReadArray<T>(ulong address, int count, out T[] items)
        where T : unmanaged
    {
        items = [];
        if (!IsUser(address, (ulong)count * (ulong)sizeof(T))) return false;
        items = new T[count];
        return TryReadArray(address, items.AsSpan());
    }

    /// <summary>Writes all items of a span.</summary>
    public bool TryWriteArray<T>(ulong address, ReadOnlySpan<T> items)
        where T : unmanaged => TryWrite(address, MemoryMarshal.AsBytes(items));

    /// <summary>Reads a string up to its zero, which is not part of the result. False on a fault.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="limit">Bytes with the zero at most; a longer string is cut there, and as long as this.</param>
    /// <param name="text">The bytes.</param>
    public bool TryReadString(ulong address, int limit, out byte[] text)
    {
        text = [];
        if (limit <= 0) return true;
        ulong place = address & AddressBits;
        if (place >= Limit) return false;
        ulong reachable = Math.Min((ulong)limit, Limit - place);
        long length = FaultTolerantCopy.StringLength((void*)ToHost(address), (nuint)reachable);
        // Without a zero before the end of user space, the next byte would be a fault.
        if (length < 0 || ((ulong)length == reachable && reachable < (ulong)limit)) return false;
        text = new byte[length];
        if (!TryRead(address, text)) return false;
        // Another thread may have shortened the string meanwhile.
        int zero = text.AsSpan().IndexOf((byte)0);
        if (zero >= 0) text = text[..zero];
        return true;
    }

    private bool TryRead(ulong address, void* to, ulong length) =>
        IsUser(address, length) && FaultTolerantCopy.Copy(to, (void*)ToHost(address), (nuint)length) == 0;

    private bool TryWrite(ulong address, void* from, ulong length) =>
        IsUser(address, length) && FaultTolerantCopy.Copy((void*)ToHost(address), from, (nuint)length) == 0;
}
