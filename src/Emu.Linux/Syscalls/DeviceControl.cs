using System.Buffers.Binary;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>
/// <c>ioctl</c>. Requests made with the <c>_IOC</c> macros say the direction and size of what they point to, and their
/// structures are the same on 64-bit ABIs; older ones are in a table. Structures with pointers inside have a conversion
/// of their own.
/// </summary>
/// <remarks>Invariant of the unsafe code: scratch memory is this thread's until the call returns.</remarks>
internal static unsafe class DeviceControl
{
    private const int SizeShift = 16, SizeMask = 0x3fff, DirectionShift = 30;
    private const uint GetInterfaces = 0x8912, Ethtool = 0x8946;
    private const ulong SmallestPointer = GuestMemory.PageSize;

    public static long Invoke(LinuxThread thread, SyscallArguments a)
    {
        var request = (uint)a[1];
        ulong descriptor = thread.Process.Reserved.Hide(a[0]);
        return request switch
        {
            GetInterfaces => InvokeWithPointer(thread, descriptor, request, a[2], size: 16, pointerOffset: 8),
            Ethtool => InvokeWithPointer(thread, descriptor, request, a[2], size: 40, pointerOffset: 16),
            _ => HostCall.Invoke(
                thread, HostNumber.Ioctl, mayWait: true, descriptor, request,
                Argument(thread.Process.Memory, request, a[2])),
        };
    }

    /// <summary>Bytes that a request's argument points to; 0 when it is a number, -1 when nothing is known.</summary>
    public static int PointedSize(uint request)
    {
        int known = KnownSize(request);
        if (known >= 0) return known;
        bool pointed = request >> DirectionShift != 0;
        return pointed ? (int)(request >> SizeShift) & SizeMask : -1;
    }

    private static ulong Argument(GuestMemory memory, uint request, ulong value)
    {
        int size = PointedSize(request);
        if (size == 0) return value;
        if (size > 0) return HostCall.Pointer(memory, value, (ulong)size);
        // Unknown: what may point into user space is taken for a pointer, which is right for a number too at base 0.
        return value < SmallestPointer ? value : HostCall.Pointer(memory, value);
    }

    private static int KnownSize(uint request) => request switch
    {
        0x5401 or 0x5402 or 0x5403 or 0x5404 => 36,            // TCGETS, TCSETS, TCSETSW, TCSETSF
        0x5405 or 0x5406 or 0x5407 or 0x5408 => 18,            // TCGETA, TCSETA, TCSETAW, TCSETAF
        0x5409 or 0x540a or 0x540b => 0,                       // TCSBRK, TCXONC, TCFLSH
        0x540c or 0x540d or 0x540e => 0,                       // TIOCEXCL, TIOCNXCL, TIOCSCTTY
        0x540f or 0x5410 or 0x5411 => 4,                       // TIOCGPGRP, TIOCSPGRP, TIOCOUTQ
        0x5412 => 1,                                           // TIOCSTI
        0x5413 or 0x5414 => 8,                                 // TIOCGWINSZ, TIOCSWINSZ
        0x5415 or 0x5416 or 0x5417 or 0x5418 => 4,             // TIOCMGET, TIOCMBIS, TIOCMBIC, TIOCMSET
        0x5419 or 0x541a or 0x541b => 4,                       // TIOCGSOFTCAR, TIOCSSOFTCAR, FIONREAD
        0x541d or 0x5422 => 0,                                 // TIOCCONS, TIOCNOTTY
        0x5420 or 0x5421 or 0x5423 or 0x5424 => 4,             // TIOCPKT, FIONBIO, TIOCSETD, TIOCGETD
        0x5425 or 0x5427 or 0x5428 => 0,                       // TCSBRKP, TIOCSBRK, TIOCCBRK
        0x5429 => 4,                                           // TIOCGSID
        0x5437 or 0x5450 or 0x5451 => 0,                       // TIOCVHANGUP, FIONCLEX, FIOCLEX
        0x5452 => 4,                                           // FIOASYNC
        0x5460 => 8,                                           // FIOQSIZE
        0x8901 or 0x8902 or 0x8903 or 0x8904 or 0x8905 => 4,   // FIOSETOWN to SIOCATMARK
        0x8906 or 0x8907 => 16,                                // SIOCGSTAMP, SIOCGSTAMPNS
        0x890b or 0x890c => 120,                               // SIOCADDRT, SIOCDELRT
        >= 0x8910 and <= 0x8951 => 40,                         // struct ifreq
        0x8953 or 0x8954 or 0x8955 => 68,                      // struct arpreq
        0x125d or 0x125e or 0x1268 => 4,                       // BLKROSET, BLKROGET, BLKSSZGET
        0x125f or 0x1261 or 0x1262 or 0x1264 => 0,             // BLKRRPART, BLKFLSBUF, BLKRASET, BLKFRASET
        0x1260 or 0x1263 or 0x1265 => 8,                       // BLKGETSIZE, BLKRAGET, BLKFRAGET
        0x1277 => 16,                                          // BLKDISCARD
        0x4c00 or 0x4c01 or 0x4c06 or 0x4c07 or 0x4c08 or 0x4c09 => 0, // loop devices: numbers
        0x4c02 or 0x4c03 => 168,                               // struct loop_info
        0x4c04 or 0x4c05 => 232,                               // struct loop_info64
        _ => -1,
    };

    // A structure one of whose fields points to more memory.
    private static long InvokeWithPointer(
        LinuxThread thread, ulong descriptor, uint request, ulong address, int size, int pointerOffset)
    {
        GuestMemory memory = thread.Process.Memory;
        byte* copy = thread.Scratch(size);
        var bytes = new Span<byte>(copy, size);
        if (!memory.TryRead(address, bytes)) return -Errno.BadAddress;
        Span<byte> field = bytes.Slice(pointerOffset, sizeof(ulong));
        ulong inner = BinaryPrimitives.ReadUInt64LittleEndian(field);
        BinaryPrimitives.WriteUInt64LittleEndian(field, HostCall.Pointer(memory, inner));
        long result = HostCall.Invoke(thread, HostNumber.Ioctl, mayWait: true, descriptor, request, (ulong)copy);
        BinaryPrimitives.WriteUInt64LittleEndian(field, inner);
        return result >= 0 && !memory.TryWrite(address, bytes) ? -Errno.BadAddress : result;
    }
}
