using Emu.Host;
using Emu.Linux.Files;

namespace Emu.Linux.Processes;

/// <summary>The connection to a debugger, which only the thread that stands still for it uses.</summary>
internal sealed class DebuggerSocket
{
    private readonly ReservedDescriptors reserved;
    private int descriptor = -1;

    private DebuggerSocket(ReservedDescriptors reserved) => this.reserved = reserved;

    /// <summary>Waits for a debugger to connect.</summary>
    /// <param name="place">A port's number, or the path of a socket that is made.</param>
    /// <param name="reserved">The emulator's own descriptors, of which the connection is one.</param>
    /// <exception cref="IOException">The host refuses.</exception>
    public static DebuggerSocket Accept(string place, ReservedDescriptors reserved)
    {
        int listener = Listen(place);
        HostSocket.WaitReadable(listener);
        int made = HostSocket.Accept(listener, out _);
        HostSocket.Close(listener);
        if (made < 0) throw Refused(place, made);
        HostSocket.SetNoDelay(made);
        DebuggerSocket socket = new(reserved) { descriptor = made };
        int number = reserved.Reserve(made, moved => socket.descriptor = moved);
        if (number >= 0) socket.descriptor = number;
        return socket;
    }

    /// <summary>Waits for bytes; returns how many came, 0 when the debugger is gone.</summary>
    public int Read(Span<byte> buffer)
    {
        while (true)
        {
            HostSocket.WaitReadable(descriptor);
            int count = HostDescriptor.Read(descriptor, buffer);
            if (count != HostDescriptor.TryAgain) return Math.Max(0, count);
        }
    }

    /// <summary>Sends bytes; what a debugger that is gone does not take is lost.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _ = HostDescriptor.WriteAll(descriptor, bytes);

    /// <summary>Ends the connection of this process; a parent's stays.</summary>
    public void Close() => reserved.Release(descriptor);

    private static int Listen(string place)
    {
        bool isPort = ushort.TryParse(place, out ushort port);
        int listener = isPort ? HostSocket.Create(isV4: true, HostSocket.Stream) : HostSocket.CreateUnix(HostSocket.Stream);
        if (listener < 0) throw Refused(place, listener);
        if (isPort) HostSocket.SetReuseAddress(listener);
        else if (File.Exists(place)) File.Delete(place);
        int result = isPort
            ? HostSocket.Bind(listener, new HostEndpoint(InternetAddress.FromV4(0), port))
            : HostSocket.Bind(listener, place);
        if (result >= 0) result = HostSocket.Listen(listener, 1);
        return result >= 0 ? listener : throw Refused(place, result);
    }

    private static IOException Refused(string place, int error) => new(
        $"-g {place}: cannot wait for a debugger: {HostDescriptor.Describe(error)}; give a free port, or the path of a socket that can be made");
}
