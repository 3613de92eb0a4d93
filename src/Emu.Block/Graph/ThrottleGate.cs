using Emu.Core.Time;

namespace Emu.Block.Graph;

/// <summary>Where requests of one loop wait until their limits allow them. Belongs to the loop.</summary>
internal sealed class ThrottleGate
{
    private readonly List<TaskCompletionSource> waiting = [];
    private readonly EventLoop loop;
    private readonly LoopTask release;
    private bool isOpen;

    /// <param name="loop">Where requests are made and go on.</param>
    public ThrottleGate(EventLoop loop)
    {
        this.loop = loop;
        release = loop.CreateTask(ReleaseAll);
    }

    /// <summary>Completes when the limits allow a request; at once in a drained section, whose beginning waits for it.</summary>
    public async ValueTask PassAsync(ThrottleGroup limits, bool isWrite, long bytes)
    {
        double seconds = limits.Charge(isWrite, bytes);
        if (seconds <= 0 || isOpen) return;
        TaskCompletionSource turn = new();
        waiting.Add(turn);
        MachineTimer timer = loop.CreateTimer(() => turn.TrySetResult());
        timer.Set(loop.Clock.Nanoseconds + (ulong)(seconds * 1e9));
        await turn.Task;
        timer.Cancel();
        waiting.Remove(turn);
    }

    /// <summary>Lets all through that wait or come, as a drained section has begun.</summary>
    public void Open()
    {
        isOpen = true;
        Restart();
    }

    /// <summary>Ends <see cref="Open"/>.</summary>
    public void Close() => isOpen = false;

    /// <summary>Lets all through that wait, as their limits are other ones.</summary>
    public void Restart()
    {
        if (waiting.Count != 0) release.Set();
    }

    private void ReleaseAll()
    {
        foreach (TaskCompletionSource turn in (TaskCompletionSource[])[.. waiting]) turn.TrySetResult();
    }
}
