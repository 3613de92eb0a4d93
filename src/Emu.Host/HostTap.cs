using System.Runtime.InteropServices;
using System.Text;

namespace Emu.Host;

/// <summary>Network interfaces of the kernel that programs feed with frames (Documentation/networking/tuntap.rst).</summary>
/// <remarks>Invariant of the unsafe code: structures live on the stack for the length of a call, as large as the kernel's.</remarks>
public static unsafe class HostTap
{
    /// <summary>Work on frames that the program takes over (<c>TUN_F_*</c>).</summary>
    public const uint Checksum = 1, Tcp4 = 2, Tcp6 = 4, CongestionMark = 8;

    /// <summary>Bytes of the header before each frame of a tap with one.</summary>
    public const int HeaderLength = 10;

    private const ulong SetInterface = 0x4004_54ca, GetFeatures = 0x8004_54cf, SetOffload = 0x4004_54d0,
        GetInterface = 0x8004_54d2, SetSendBuffer = 0x4004_54d4, SetHeaderLength = 0x4004_54d8;

    private const ushort Tap = 2, NoInformation = 0x1000, WithHeader = 0x4000;
    private const int MostName = 15, RequestLength = 40;

    /// <summary>Opens an interface, which is made when there is none of the name.</summary>
    /// <param name="name">The name, which may have a <c>%d</c> for a number that is free; null lets the kernel choose.</param>
    /// <param name="wantsHeader">Frames carry what is left to do on them, if the kernel can.</param>
    /// <param name="actual">The name that it has.</param>
    /// <param name="hasHeader">Frames do.</param>
    /// <returns>The descriptor, or a negative error.</returns>
    public static int Open(string? name, bool wantsHeader, out string actual, out bool hasHeader)
    {
        actual = name ?? "tap%d";
        hasHeader = false;
        byte* request = stackalloc byte[RequestLength];
        new Span<byte>(request, RequestLength).Clear();
        if (Encoding.UTF8.GetByteCount(actual) > MostName) return -36;
        Encoding.UTF8.GetBytes(actual, new Span<byte>(request, MostName));
        int device;
        fixed (byte* path = "/dev/net/tun\0"u8)
        {
            device = (int)HostSyscall.Invoke(
                HostSyscallNumbers.Openat, unchecked((ulong)-100L), (ulong)path, 2 | 0x800 | 0x80000);
        }

        if (device < 0) return device;
        uint features = 0;
        hasHeader = wantsHeader && Control(device, GetFeatures, &features) >= 0 && (features & WithHeader) != 0;
        *(ushort*)(request + 16) = (ushort)(Tap | NoInformation | (hasHeader ? WithHeader : 0));
        int result = Control(device, SetInterface, request);
        if (result < 0)
        {
            HostSocket.Close(device);
            return result;
        }

        actual = Marshal.PtrToStringUTF8((nint)request) ?? actual;
        if (hasHeader) UseHeader(device);
        return device;
    }

    /// <summary>Looks at a descriptor that another program has opened; a negative error when it is no tap.</summary>
    public static int Inspect(int device, out string name, out bool hasHeader)
    {
        name = "";
        byte* request = stackalloc byte[RequestLength];
        new Span<byte>(request, RequestLength).Clear();
        int result = Control(device, GetInterface, request);
        ushort flags = *(ushort*)(request + 16);
        hasHeader = result >= 0 && (flags & WithHeader) != 0;
        if (result < 0) return result;
        name = Marshal.PtrToStringUTF8((nint)request) ?? "";
        if ((flags & NoInformation) == 0 || (flags & Tap) == 0) return -22;
        if (hasHeader) UseHeader(device);
        return HostSocket.SetNonBlocking(device);
    }

    /// <summary>Says which work on frames the program takes over; a negative error when the kernel does not do that.</summary>
    public static int SetOffloads(int device, uint offloads) =>
        (int)HostSyscall.Invoke(HostSyscallNumbers.Ioctl, (ulong)device, SetOffload, offloads);

    /// <summary>Limits what waits to be sent, in bytes.</summary>
    public static int LimitSendBuffer(int device, int bytes) => Control(device, SetSendBuffer, &bytes);

    /// <summary>Writes one frame; a negative error when it was not taken.</summary>
    public static int Write(int device, ReadOnlySpan<IoSegment> segments)
    {
        fixed (IoSegment* first = segments)
        {
            return (int)HostSyscall.Invoke(
                HostSyscallNumbers.Writev, (ulong)device, (ulong)first, (ulong)segments.Length);
        }
    }

    private static void UseHeader(int device)
    {
        int length = HeaderLength;
        _ = Control(device, SetHeaderLength, &length);
    }

    private static int Control(int device, ulong request, void* argument) =>
        (int)HostSyscall.Invoke(HostSyscallNumbers.Ioctl, (ulong)device, request, (ulong)argument);
}
