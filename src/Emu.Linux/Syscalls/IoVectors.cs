using Emu.Linux.Memory;
using Emu.Linux.Processes;

namespace Emu.Linux.Syscalls;

/// <summary>Arrays of <c>struct iovec</c>, whose pointers are made the host's.</summary>
/// <remarks>Invariant of the unsafe code: the caller's room is as long as the count says, and the result is used only
/// while that room is.</remarks>
internal static unsafe class IoVectors
{
    /// <summary>The longest array that the kernel takes (UIO_MAXIOV).</summary>
    public const int Most = 1024;

    /// <summary>Bytes of an entry: address and length.</summary>
    public const int EntrySize = 16;

    /// <summary>An array of the host's in the thread's scratch memory; what cannot be read or is too long becomes a bad
    /// pointer, whose error is the kernel's.</summary>
    public static ulong ToHost(LinuxThread thread, ulong address, ulong count, bool isSource = false) =>
        count is 0 or > Most
            ? HostCall.Source(thread.Process.Memory, address)
            : ToHost(thread.Process.Memory, address, count, thread.Scratch((int)count * EntrySize), isSource);

    /// <summary>Bytes of all entries of an array that <c>ToHost</c> has returned.</summary>
    public static ulong Sum(ulong vectors, ulong count)
    {
        ulong sum = 0;
        if (vectors is 0 or HostCall.BadPointer) return 0;
        for (ulong i = 0; i < count; i++) sum += ((ulong*)vectors)[2 * i + 1];
        return sum;
    }

    /// <summary>An array of the host's in <paramref name="room"/>; what a source's entries point to is only
    /// read.</summary>
    public static ulong ToHost(GuestMemory memory, ulong address, ulong count, byte* room, bool isSource = false)
    {
        if (count == 0) return HostCall.Source(memory, address);
        if (!memory.TryRead(address, new Span<byte>(room, (int)count * EntrySize))) return HostCall.BadPointer;
        for (ulong* entry = (ulong*)room, end = entry + 2 * count; entry != end; entry += 2)
        {
            // An entry of no bytes is not looked at, whatever it points to.
            if (entry[1] == 0 && memory.Base == 0) continue;
            ulong length = Math.Min(entry[1], long.MaxValue);
            entry[0] = isSource ? HostCall.Source(memory, entry[0], length) : HostCall.Pointer(memory, entry[0], length);
        }
        return (ulong)room;
    }
}
