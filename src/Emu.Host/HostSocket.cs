using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Emu.Host;

/// <summary>
/// Sockets of the host that never block, by descriptor. Nothing is allocated; results are the kernel's: a value, or a
/// negative error number for <see cref="HostDescriptor.Describe"/>. Any thread may call, one at a time for a socket.
/// </summary>
/// <remarks>Invariant of the unsafe code: structures live on the stack for the length of a call, and the kernel gets their
/// true length; segments are the caller's to keep alive.</remarks>
public static unsafe class HostSocket
{
    /// <summary>Kinds of sockets.</summary>
    public const int Stream = 1, Datagram = 2;

    /// <summary>Directions of <see cref="Shutdown"/>.</summary>
    public const int ShutReceive = 0, ShutSend = 1, ShutBoth = 2;

    /// <summary>Protocols of ping sockets.</summary>
    public const int ProtocolIcmp = 1, ProtocolIcmpV6 = 58;

    /// <summary>Errors that callers tell apart.</summary>
    public const int TryAgain = -11, AccessDenied = -13, AddressInUse = -98, NetworkUnreachable = -101,
        ConnectionReset = -104, NoBuffers = -105, ConnectionRefused = -111, HostUnreachable = -113, InProgress = -115;

    private const int FamilyUnix = 1, FamilyInet = 2, FamilyInet6 = 10;
    private const int NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int NoSignal = 0x4000, DoNotWait = 0x40, Truncated = 0x20;
    private const int LevelSocket = 1, LevelTcp = 6, LevelIp = 0, LevelIpV6 = 41;
    private const int ReuseAddress = 2, ErrorOption = 4, Broadcast = 6, KeepAlive = 9, Linger = 13, NoDelay = 1;
    private const int ControlHeader = 16, ControlWords = 10, RightsMessage = 1, ControlCloseOnExec = 0x4000_0000;
    private const int MostPath = 107, NameLength = 112, Interrupted = -4;

    /// <summary>A socket for IPv4 or IPv6. An IPv6 socket takes no IPv4.</summary>
    public static int Create(bool isV4, int kind, int protocol = 0)
    {
        int made = (int)HostSyscall.Invoke(HostSyscallNumbers.Socket, (ulong)(isV4 ? FamilyInet : FamilyInet6),
            (ulong)(kind | NonBlocking | CloseOnExec), (ulong)protocol);
        if (made >= 0 && !isV4) SetOption(made, LevelIpV6, 26, 1);
        return made;
    }

    /// <summary>A socket for names of files.</summary>
    public static int CreateUnix(int kind) => (int)HostSyscall.Invoke(
        HostSyscallNumbers.Socket, FamilyUnix, (ulong)(kind | NonBlocking | CloseOnExec), 0);

    /// <summary>Begins a connection, or chooses where datagrams go.</summary>
    public static int Connect(int socket, HostEndpoint to)
    {
        byte* name = stackalloc byte[NameLength];
        uint length = Write(name, to);
        return (int)HostSyscall.Invoke(HostSyscallNumbers.Connect, (ulong)socket, (ulong)name, length);
    }

    /// <summary>As <see cref="Connect(int, HostEndpoint)"/>, to a socket that is a file.</summary>
    public static int Connect(int socket, string path)
    {
        byte* name = stackalloc byte[NameLength];
        uint length = Write(name, path);
        return length == 0 ? -36
            : (int)HostSyscall.Invoke(HostSyscallNumbers.Connect, (ulong)socket, (ulong)name, length);
    }

    /// <summary>Gives the socket its own address.</summary>
    public static int Bind(int socket, HostEndpoint own)
    {
        byte* name = stackalloc byte[NameLength];
        uint length = Write(name, own);
        return (int)HostSyscall.Invoke(HostSyscallNumbers.Bind, (ulong)socket, (ulong)name, length);
    }

    /// <summary>As <see cref="Bind(int, HostEndpoint)"/>; the file is made.</summary>
    public static int Bind(int socket, string path)
    {
        byte* name = stackalloc byte[NameLength];
        uint length = Write(name, path);
        return length == 0 ? -36
            : (int)HostSyscall.Invoke(HostSyscallNumbers.Bind, (ulong)socket, (ulong)name, length);
    }

    /// <summary>Lets others connect.</summary>
    public static int Listen(int socket, int backlog) =>
        (int)HostSyscall.Invoke(HostSyscallNumbers.Listen, (ulong)socket, (ulong)backlog);

    /// <summary>Takes a connection that waits; gives the other's address, if it has one.</summary>
    public static int Accept(int socket, out HostEndpoint from)
    {
        byte* name = stackalloc byte[NameLength];
        uint length = NameLength;
        int result;
        do
        {
            result = (int)HostSyscall.Invoke(HostSyscallNumbers.Accept4, (ulong)socket, (ulong)name, (ulong)&length,
                NonBlocking | CloseOnExec);
        }
        while (result == Interrupted);
        from = result < 0 ? default : Read(name, length);
        return result;
    }

    /// <summary>The socket's own address, as after binding to port 0.</summary>
    public static int GetName(int socket, out HostEndpoint own)
    {
        byte* name = stackalloc byte[NameLength];
        uint length = NameLength;
        int result = (int)HostSyscall.Invoke(
            HostSyscallNumbers.Getsockname, (ulong)socket, (ulong)name, (ulong)&length);
        own = result < 0 ? default : Read(name, length);
        return result;
    }

    /// <summary>0 when a connection stands; the error of a socket that has none (yet).</summary>
    public static int GetPeerName(int socket)
    {
        byte* name = stackalloc byte[NameLength];
        uint length = NameLength;
        return (int)HostSyscall.Invoke(
            HostSyscallNumbers.Getpeername, (ulong)socket, (ulong)name, (ulong)&length);
    }

    /// <summary>Sends what there is room for, without waiting; a closed connection gives an error, no signal.</summary>
    public static int Send(int socket, ReadOnlySpan<IoSegment> segments)
    {
        Message message = default;
        fixed (IoSegment* first = segments) return Send(socket, &message, first, segments.Length);
    }

    /// <summary>Sends a datagram.</summary>
    public static int Send(int socket, ReadOnlySpan<IoSegment> segments, HostEndpoint to)
    {
        byte* name = stackalloc byte[NameLength];
        Message message = default;
        message.NameLength = Write(name, to);
        message.Name = name;
        fixed (IoSegment* first = segments) return Send(socket, &message, first, segments.Length);
    }

    /// <summary>Sends a datagram to a socket that is a file.</summary>
    public static int Send(int socket, ReadOnlySpan<IoSegment> segments, string path)
    {
        byte* name = stackalloc byte[NameLength];
        Message message = default;
        message.NameLength = Write(name, path);
        message.Name = name;
        fixed (IoSegment* first = segments) return Send(socket, &message, first, segments.Length);
    }

    /// <summary>Receives what there is; 0 at the end of a stream.</summary>
    public static int Receive(int socket, ReadOnlySpan<IoSegment> segments)
    {
        Message message = default;
        fixed (IoSegment* first = segments) return Receive(socket, &message, first, segments.Length);
    }

    /// <summary>Receives a datagram and the sender's address. One that does not fit is given up: the result is 0, with an
    /// empty sender.</summary>
    public static int Receive(int socket, ReadOnlySpan<IoSegment> segments, out HostEndpoint from)
    {
        byte* name = stackalloc byte[NameLength];
        Message message = default;
        message.Name = name;
        message.NameLength = NameLength;
        from = default;
        fixed (IoSegment* first = segments)
        {
            int result = Receive(socket, &message, first, segments.Length);
            if (result >= 0 && (message.Flags & Truncated) != 0) return 0;
            if (result >= 0) from = Read(name, message.NameLength);
            return result;
        }
    }

    /// <summary>Receives what there is of a stream, and the descriptors that were sent with it, which programs that the emulator
    /// starts do not get; 0 at the end of the stream.</summary>
    /// <param name="socket">A stream.</param>
    /// <param name="bytes">Where to.</param>
    /// <param name="descriptors">Takes descriptors, which are the caller's to close; more of them are closed here.</param>
    /// <param name="passed">How many there were.</param>
    public static int Receive(int socket, Span<byte> bytes, Span<int> descriptors, out int passed)
    {
        // A multiple of the alignment that control messages have.
        ulong* control = stackalloc ulong[ControlWords];
        Message message = default;
        message.Control = (byte*)control;
        message.ControlLength = ControlWords * sizeof(ulong);
        passed = 0;
        fixed (byte* first = bytes)
        {
            IoSegment segment = new((nint)first, bytes.Length);
            int result = Receive(socket, &message, &segment, 1);
            if (result >= 0) passed = TakeDescriptors(new ReadOnlySpan<byte>(control, (int)message.ControlLength), descriptors);
            return result;
        }
    }

    /// <summary>Sends bytes of a stream with a descriptor, which stays the caller's; a negative one sends the bytes
    /// alone.</summary>
    public static int SendWithDescriptor(int socket, ReadOnlySpan<byte> bytes, int descriptor)
    {
        ulong* control = stackalloc ulong[ControlWords];
        Message message = default;
        if (descriptor >= 0)
        {
            control[0] = ControlHeader + sizeof(int);
            ((int*)control)[2] = LevelSocket;
            ((int*)control)[3] = RightsMessage;
            ((int*)control)[4] = descriptor;
            message.Control = (byte*)control;
            message.ControlLength = ControlHeader + sizeof(ulong);
        }

        fixed (byte* first = bytes)
        {
            IoSegment segment = new((nint)first, bytes.Length);
            return Send(socket, &message, &segment, 1);
        }
    }

    /// <summary>Ends one direction or both.</summary>
    public static int Shutdown(int socket, int how) =>
        (int)HostSyscall.Invoke(HostSyscallNumbers.Shutdown, (ulong)socket, (ulong)how);

    /// <summary>Gives the descriptor back.</summary>
    public static void Close(int socket) => HostSyscall.Invoke(HostSyscallNumbers.Close, (ulong)socket);

    /// <summary>Ends a connection at once: the other side sees it reset.</summary>
    public static void Abort(int socket)
    {
        long onWithoutDelay = 1;
        HostSyscall.Invoke(HostSyscallNumbers.Setsockopt, (ulong)socket, LevelSocket, Linger, (ulong)&onWithoutDelay, 8);
        Close(socket);
    }

    /// <summary>The error that the socket has met since the last question, as a negative number; 0 for none.</summary>
    public static int TakeError(int socket)
    {
        int error = 0;
        uint length = 4;
        int result = (int)HostSyscall.Invoke(HostSyscallNumbers.Getsockopt, (ulong)socket, LevelSocket, ErrorOption,
            (ulong)&error, (ulong)&length);
        return result < 0 ? result : -error;
    }

    /// <summary>Data goes out at once: who writes to the socket decides what is sent together.</summary>
    public static void SetNoDelay(int socket) => SetOption(socket, LevelTcp, NoDelay, 1);

    /// <summary>The host asks a silent peer from time to time whether it is still there.</summary>
    public static void SetKeepAlive(int socket) => SetOption(socket, LevelSocket, KeepAlive, 1);

    /// <summary>An address whose last connection has ended a moment ago can be bound.</summary>
    public static void SetReuseAddress(int socket) => SetOption(socket, LevelSocket, ReuseAddress, 1);

    /// <summary>Datagrams may go to all of a network.</summary>
    public static void SetBroadcast(int socket) => SetOption(socket, LevelSocket, Broadcast, 1);

    /// <summary>Joins an IPv4 group on the interface that has an address; own datagrams come back as well.</summary>
    public static int JoinGroup(int socket, uint group, uint localAddress)
    {
        uint* request = stackalloc uint[2];
        request[0] = BinaryPrimitives.ReverseEndianness(group);
        request[1] = BinaryPrimitives.ReverseEndianness(localAddress);
        int result = (int)HostSyscall.Invoke(HostSyscallNumbers.Setsockopt, (ulong)socket, LevelIp, 35, (ulong)request, 8);
        if (result < 0) return result;
        if (localAddress != 0)
        {
            result = (int)HostSyscall.Invoke(
                HostSyscallNumbers.Setsockopt, (ulong)socket, LevelIp, 32, (ulong)(request + 1), 4);
            if (result < 0) return result;
        }

        return SetOption(socket, LevelIp, 34, 1);
    }

    /// <summary>Makes a descriptor that came from elsewhere one that never blocks.</summary>
    public static int SetNonBlocking(int descriptor)
    {
        long flags = HostSyscall.Invoke(HostSyscallNumbers.Fcntl, (ulong)descriptor, 3);
        return flags < 0 ? (int)flags
            : (int)HostSyscall.Invoke(HostSyscallNumbers.Fcntl, (ulong)descriptor, 4, (ulong)flags | NonBlocking);
    }

    /// <summary>Waits until a descriptor has something to read, or its other end is gone; a signal does not end the
    /// wait.</summary>
    public static void WaitReadable(int descriptor)
    {
        const ulong readable = 1;
        ulong* poll = stackalloc ulong[1];
        long result;
        do
        {
            *poll = (uint)descriptor | (readable << 32);
            result = HostSyscall.Invoke(HostSyscallNumbers.Ppoll, (ulong)poll, 1, 0, 0, 0);
        }
        while (result == Interrupted);
    }

    private static int SetOption(int socket, int level, int option, int value) => (int)HostSyscall.Invoke(
        HostSyscallNumbers.Setsockopt, (ulong)socket, (ulong)level, (ulong)option, (ulong)&value, 4);

    private static int Send(int socket, Message* message, IoSegment* segments, int count)
    {
        message->Segments = segments;
        message->SegmentCount = (nuint)count;
        int result;
        do
        {
            result = (int)HostSyscall.Invoke(
                HostSyscallNumbers.Sendmsg, (ulong)socket, (ulong)message, NoSignal | DoNotWait);
        }
        while (result == Interrupted);
        return result;
    }

    /// <summary>Reads the descriptors of control messages: a length of a word, level, type, and what it is about.</summary>
    private static int TakeDescriptors(ReadOnlySpan<byte> control, Span<int> descriptors)
    {
        int passed = 0;
        for (int at = 0; at + ControlHeader <= control.Length;)
        {
            long length = BinaryPrimitives.ReadInt64LittleEndian(control[at..]);
            if (length < ControlHeader || length > control.Length - at) break;
            ReadOnlySpan<byte> each = control.Slice(at, (int)length);
            bool isRights = BinaryPrimitives.ReadInt32LittleEndian(each[8..]) == LevelSocket
                && BinaryPrimitives.ReadInt32LittleEndian(each[12..]) == RightsMessage;
            for (int item = ControlHeader; isRights && item + sizeof(int) <= each.Length; item += sizeof(int))
            {
                int descriptor = BinaryPrimitives.ReadInt32LittleEndian(each[item..]);
                if (passed < descriptors.Length) descriptors[passed++] = descriptor;
                else Close(descriptor);
            }

            at += ((int)length + 7) & ~7;
        }

        return passed;
    }

    private static int Receive(int socket, Message* message, IoSegment* segments, int count)
    {
        message->Segments = segments;
        message->SegmentCount = (nuint)count;
        int result;
        do
        {
            result = (int)HostSyscall.Invoke(HostSyscallNumbers.Recvmsg, (ulong)socket, (ulong)message, DoNotWait | ControlCloseOnExec);
        }
        while (result == Interrupted);
        return result;
    }

    private static uint Write(byte* name, HostEndpoint endpoint)
    {
        Span<byte> bytes = new(name, NameLength);
        bytes.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], endpoint.Port);
        if (endpoint.Address.IsV4)
        {
            *(ushort*)name = FamilyInet;
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], endpoint.Address.V4);
            return 16;
        }

        *(ushort*)name = FamilyInet6;
        endpoint.Address.WriteV6(bytes[8..]);
        return 28;
    }

    /// <summary>0 when the path is too long for a socket. A leading @ means a name that is no file.</summary>
    private static uint Write(byte* name, string path)
    {
        Span<byte> bytes = new(name, NameLength);
        bytes.Clear();
        *(ushort*)name = FamilyUnix;
        int length = Encoding.UTF8.GetByteCount(path);
        if (length is 0 or > MostPath) return 0;
        Encoding.UTF8.GetBytes(path, bytes[2..]);
        if (path[0] != '@') return (uint)length + 3;
        bytes[2] = 0;
        return (uint)length + 2;
    }

    private static HostEndpoint Read(byte* name, uint length)
    {
        ReadOnlySpan<byte> bytes = new(name, NameLength);
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return length < 16 ? default : *(ushort*)name switch
        {
            FamilyInet => new(InternetAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..])), port),
            FamilyInet6 => new(InternetAddress.ReadV6(bytes[8..]), port),
            _ => default,
        };
    }

    /// <summary><c>struct msghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public byte* Name;
        public uint NameLength;
        public IoSegment* Segments;
        public nuint SegmentCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
