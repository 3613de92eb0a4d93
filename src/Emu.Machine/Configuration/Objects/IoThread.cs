using Emu.Core.Time;
using Emu.Model;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Machine.Configuration.Objects;

/// <summary>A thread with an event loop for devices that are put on it: <c>-object iothread</c>.</summary>
[Object("iothread")]
internal sealed partial class IoThread : IConfiguredObject, INamedObject
{
    /// <summary>Most nanoseconds that the thread may poll before it sleeps; it sleeps at once, which is never longer.</summary>
    [Property("poll-max-ns")]
    public long MostPollNanoseconds { get; set; }

    /// <summary>Factor by which the time of polling grows.</summary>
    [Property("poll-grow")]
    public long PollGrowth { get; set; }

    /// <summary>Divisor by which the time of polling shrinks.</summary>
    [Property("poll-shrink")]
    public long PollShrinkage { get; set; }

    /// <inheritdoc/>
    public string Id { get; private set; } = "";

    /// <summary>The loop; null before <see cref="Complete"/>.</summary>
    public EventLoop? Loop { get; private set; }

    /// <inheritdoc/>
    public void Complete(string id, EventLoop mainLoop)
    {
        if (MostPollNanoseconds < 0 || PollGrowth < 0 || PollShrinkage < 0)
            throw new OptionException("times and factors of polling cannot be negative");
        Id = id;
        Loop = mainLoop.CreateSibling($"IO {id}");
    }

    /// <inheritdoc/>
    public void Dispose() => Loop?.Dispose();
}
