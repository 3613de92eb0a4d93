using System.Runtime.InteropServices;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>
/// Calls with <c>struct msghdr</c>: its pointers are made the host's, in a copy. Control messages are read and written
/// in place.
/// </summary>
/// <remarks>Invariant of the unsafe code: headers and vectors are in this thread's scratch memory, whose size bounds
/// how many there are.</remarks>
internal static unsafe class SocketMessages
{
    private const int MostMessages = 1024, MostVectors = 4 * IoVectors.Most, TimeSize = 16;
    private const int SocketLevel = 1, Rights = 1, MostRights = 253;

    /// <summary><c>struct msghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public ulong Name;
        public uint NameLength;
        public uint Padding;
        public ulong Vectors;
        public ulong VectorCount;
        public ulong Control;
        public ulong ControlLength;
        public uint Flags;
        public uint MorePadding;
    }

    /// <summary><c>struct mmsghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct CountedHeader
    {
        public Header Header;
        public uint Length;
        public uint Padding;
    }

    /// <summary><c>struct cmsghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ControlHeader
    {
        public ulong Length;
        public int Level;
        public int Type;
    }

    public static long Send(LinuxThread thread, SyscallArguments a)
    {
        ulong header = ToHost(thread, a[1]);
        if (header != HostCall.BadPointer) NoteSharing(thread, ((Header*)header)->ControlLength);
        if (header != HostCall.BadPointer && SendsReserved(thread.Process, (Header*)header)) return -Errno.BadDescriptor;
        return HostCall.Invoke(
            thread, HostNumber.Sendmsg, mayWait: true, thread.Process.Reserved.Hide(a[0]), header, a[2]);
    }

    public static long Receive(LinuxThread thread, SyscallArguments a)
    {
        ulong header = ToHost(thread, a[1]);
        long result = HostCall.Invoke(
            thread, HostNumber.Recvmsg, mayWait: true, thread.Process.Reserved.Hide(a[0]), header, a[2]);
        if (result < 0 || header == HostCall.BadPointer) return result;
        return TryWriteBack(thread.Process.Memory, a[1], (Header*)header) ? result : -Errno.BadAddress;
    }

    public static long SendMany(LinuxThread thread, SyscallArguments a)
    {
        int count = ToHost(thread, a[1], (uint)a[2], out CountedHeader* headers);
        for (int i = 0; i < count; i++)
        {
            NoteSharing(thread, headers[i].Header.ControlLength);
            if (!SendsReserved(thread.Process, &headers[i].Header)) continue;
            if (i == 0) return -Errno.BadDescriptor;
            count = i;
        }

        long sent = HostCall.Invoke(
            thread, HostNumber.Sendmmsg, mayWait: true, thread.Process.Reserved.Hide(a[0]), Pointer(headers, count),
            Count(count), a[3]);
        for (int i = 0; i < sent; i++)
        {
            // The kernel says how many it could tell of, too.
            if (!TryWriteLength(thread.Process.Memory, a[1], i, headers)) return i == 0 ? -Errno.BadAddress : i;
        }
        return sent;
    }

    public static long ReceiveMany(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        int count = ToHost(thread, a[1], (uint)a[2], out CountedHeader* headers);
        long received = HostCall.Invoke(
            thread, HostNumber.Recvmmsg, mayWait: true, thread.Process.Reserved.Hide(a[0]), Pointer(headers, count),
            Count(count), a[3], HostCall.Pointer(memory, a[4], TimeSize));
        for (int i = 0; i < received; i++)
        {
            ulong address = a[1] + (ulong)(i * sizeof(CountedHeader));
            if (!TryWriteBack(memory, address, &headers[i].Header) || !TryWriteLength(memory, a[1], i, headers))
                return i == 0 ? -Errno.BadAddress : i;
        }
        return received;
    }

    private static ulong Pointer(CountedHeader* headers, int count) =>
        count < 0 ? HostCall.BadPointer : (ulong)headers;

    private static ulong Count(int count) => count < 0 ? 1 : (ulong)count;

    // One header with its vectors behind it.
    private static ulong ToHost(LinuxThread thread, ulong address)
    {
        GuestMemory memory = thread.Process.Memory;
        if (!memory.TryRead(address, out Header header)) return HostCall.BadPointer;
        int vectors = (int)Math.Min(header.VectorCount, IoVectors.Most);
        byte* scratch = thread.Scratch(sizeof(Header) + vectors * IoVectors.EntrySize);
        Convert(memory, ref header, vectors, scratch + sizeof(Header));
        *(Header*)scratch = header;
        return (ulong)scratch;
    }

    // As many headers as fit with their vectors: the kernel, too, may serve fewer than asked. -1 when the first cannot
    // be read.
    private static int ToHost(LinuxThread thread, ulong address, uint asked, out CountedHeader* headers)
    {
        GuestMemory memory = thread.Process.Memory;
        int most = (int)Math.Min(asked, MostMessages), vectorsUsed = 0;
        int headerBytes = most * sizeof(CountedHeader);
        byte* scratch = thread.Scratch(headerBytes + MostVectors * IoVectors.EntrySize);
        headers = (CountedHeader*)scratch;
        for (int i = 0; i < most; i++)
        {
            if (!memory.TryRead(address + (ulong)(i * sizeof(CountedHeader)), out CountedHeader header))
                return i == 0 ? -1 : i;
            int vectors = (int)Math.Min(header.Header.VectorCount, IoVectors.Most);
            if (vectorsUsed + vectors > MostVectors) return i;
            Convert(memory, ref header.Header, vectors, scratch + headerBytes + vectorsUsed * IoVectors.EntrySize);
            vectorsUsed += vectors;
            headers[i] = header;
        }
        return most;
    }

    // One of the emulator's own descriptors is among those that go along (SCM_RIGHTS of unix(7)). The header is the host's.
    private static bool SendsReserved(LinuxProcess process, Header* header)
    {
        if (header->Control is 0 or HostCall.BadPointer || process.Reserved.IsEmpty) return false;
        GuestMemory memory = process.Memory;
        ulong at = header->Control - memory.Base, end = at + header->ControlLength, size = (ulong)sizeof(ControlHeader);
        Span<int> rights = stackalloc int[MostRights];
        while (end - at >= size && memory.TryRead(at, out ControlHeader control))
        {
            if (control.Length < size || control.Length > end - at) return false;
            int count = (int)Math.Min((control.Length - size) / sizeof(int), MostRights);
            if (control is { Level: SocketLevel, Type: Rights } && memory.TryReadArray(at + size, rights[..count]))
            {
                foreach (int descriptor in rights[..count])
                    if (process.Reserved.Contains(descriptor)) return true;
            }

            ulong aligned = (control.Length + sizeof(ulong) - 1) & ~(ulong)(sizeof(ulong) - 1);
            if (aligned >= end - at) return false;
            at += aligned;
        }

        return false;
    }

    // Descriptors may go along: who gets them can change what they are of.
    private static void NoteSharing(LinuxThread thread, ulong control)
    {
        if (control != 0) thread.Process.Memory.NoteSharing();
    }

    private static void Convert(GuestMemory memory, ref Header header, int vectors, byte* room)
    {
        header.Name = HostCall.Pointer(memory, header.Name, Math.Min(header.NameLength, int.MaxValue));
        header.Control = HostCall.Pointer(memory, header.Control, header.ControlLength);
        // Too many for the kernel: it says so before it reads them.
        header.Vectors = header.VectorCount > IoVectors.Most
            ? HostCall.Pointer(memory, header.Vectors)
            : IoVectors.ToHost(memory, header.Vectors, (ulong)vectors, room);
    }

    // What the kernel sets of a header: lengths and flags.
    private static bool TryWriteBack(GuestMemory memory, ulong address, Header* header) =>
        memory.TryWrite(address + 8, header->NameLength) && memory.TryWrite(address + 40, header->ControlLength)
        && memory.TryWrite(address + 48, header->Flags);

    private static bool TryWriteLength(GuestMemory memory, ulong headers, int index, CountedHeader* host) =>
        memory.TryWrite(
            headers + (ulong)(index * sizeof(CountedHeader) + sizeof(Header)), host[index].Length);
}
