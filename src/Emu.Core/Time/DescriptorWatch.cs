namespace Emu.Core.Time;

/// <summary>
/// A host file descriptor that an <see cref="EventLoop"/> looks after. Any thread may enable, disable or dispose it.
/// </summary>
public sealed class DescriptorWatch : IDisposable
{
    private readonly EventLoop loop;

    internal DescriptorWatch(EventLoop loop, int descriptor, bool forWriting, Action ready)
    {
        this.loop = loop;
        Descriptor = descriptor;
        IsForWriting = forWriting;
        // Another callback of the same round may have disabled or disposed the watch.
        Ready = () =>
        {
            if (IsEnabled) ready();
        };
    }

    internal int Descriptor { get; }

    /// <summary>The watch is for room to write into, not for something to read.</summary>
    internal bool IsForWriting { get; }

    internal Action Ready { get; }

    /// <summary>Guarded by the loop's lock for writers; readers may see the old value for a moment.</summary>
    internal bool IsEnabled { get; set; }

    /// <summary>Calls from here on, as long as there is something to read, or room to write. Cheap when enabled
    /// already.</summary>
    public void Enable()
    {
        if (!IsEnabled) loop.SetEnabled(this, true);
    }

    /// <summary>
    /// No calls from here on, but one that is on its way may still come when this is not the loop's thread.
    /// </summary>
    public void Disable()
    {
        if (IsEnabled) loop.SetEnabled(this, false);
    }

    /// <summary>Ends the watch; on the loop's thread no call comes any more.</summary>
    public void Dispose() => loop.Remove(this);
}
