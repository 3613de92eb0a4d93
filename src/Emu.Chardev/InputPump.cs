using Emu.Core.Time;
using Emu.Host;

namespace Emu.Chardev;

/// <summary>
/// Moves input from a host file descriptor to a front end, on the event loop, never more than the front end has room
/// for.
/// </summary>
internal sealed class InputPump : IDisposable
{
    /// <summary>Descriptors that one message may carry; QEMU takes as many.</summary>
    private const int MostDescriptors = 16;

    private readonly byte[] buffer = new byte[4096];
    private readonly int[]? passed;
    private readonly int descriptor;
    private readonly ICharacterFrontEnd frontEnd;
    private readonly Action? ended;
    private readonly DescriptorWatch watch;
    private volatile bool isEnded;

    /// <summary>Makes a pump and starts it.</summary>
    /// <param name="loop">Where the front end is called.</param>
    /// <param name="descriptor">Where input comes from; stays the caller's to close.</param>
    /// <param name="frontEnd">Who takes it.</param>
    /// <param name="ended">Called once, on the loop, at the end of the input.</param>
    /// <param name="isSocket">Descriptors may come with the input.</param>
    public InputPump(EventLoop loop, int descriptor, ICharacterFrontEnd frontEnd, Action? ended = null, bool isSocket = false)
    {
        passed = isSocket ? new int[MostDescriptors] : null;
        this.descriptor = descriptor;
        this.frontEnd = frontEnd;
        this.ended = ended;
        watch = loop.Watch(descriptor, Move);
        watch.Enable();
    }

    /// <summary>Goes on after the front end had no room. Any thread may call.</summary>
    public void Resume()
    {
        if (!isEnded) watch.Enable();
    }

    public void Dispose()
    {
        isEnded = true;
        watch.Dispose();
    }

    private void Move()
    {
        // Off before the question, so that a Resume between the question and its answer's use is not lost.
        watch.Disable();
        int room = Math.Min(frontEnd.InputRoom, buffer.Length);
        if (room <= 0) return;
        int count = Read(buffer.AsSpan(0, room));
        if (count > 0)
        {
            frontEnd.Receive(buffer.AsSpan(0, count));
        }
        else if (count != HostDescriptor.TryAgain)
        {
            Dispose();
            ended?.Invoke();
            return;
        }

        watch.Enable();
    }

    private int Read(Span<byte> into)
    {
        if (passed is null) return HostDescriptor.Read(descriptor, into);
        int count = HostSocket.Receive(descriptor, into, passed, out int taken);
        if (taken != 0) frontEnd.ReceiveDescriptors(passed.AsSpan(0, taken));
        return count;
    }
}
