namespace Emu.Core.Time;

/// <summary>
/// Work that an <see cref="EventLoop"/> does when it is asked to: a kicked queue, a completed request. Any number of
/// askings before it runs are one run. Asking costs no allocation and no lock, and a system call only when the loop
/// sleeps.
/// </summary>
/// <remarks>
/// While the task is masked it does not run, but remembers that it was asked to. The run clears the bit before it looks
/// at anything, so an asking that comes during a run causes another one: none is lost.
/// </remarks>
public sealed class LoopTask
{
    private readonly EventLoop loop;
    private readonly Action run;
    private readonly bool mayRunAnywhere;

    // 1 from the first asking until the run begins; a full fence on both sides.
    private int pending;

    // For the thread that runs the loop's callbacks.
    private int masks;
    private bool held;

    internal LoopTask(EventLoop loop, Action run, bool mayRunAnywhere)
    {
        this.loop = loop;
        this.run = run;
        this.mayRunAnywhere = mayRunAnywhere;
    }

    /// <summary>The next task in the loop's list of those that are to run; owned by the loop while the task is
    /// pending.</summary>
    internal LoopTask? Next { get; set; }

    /// <summary>True while the task is masked. For the loop's thread.</summary>
    public bool IsMasked => masks != 0;

    /// <summary>True when the task was asked to run and has not begun. Any thread; may be outdated at once.</summary>
    public bool IsPending => Volatile.Read(ref pending) != 0;

    /// <summary>Asks for a run on the loop's thread. Any thread; what the caller wrote before is seen by the run.</summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref pending, 1) == 0) loop.Enqueue(this);
    }

    /// <summary>As <see cref="Set"/>, but a task that <see cref="EventLoop.CreateTask"/> has allowed it runs on the calling thread
    /// if the loop sleeps: neither thread has to be woken then. Any thread that holds no lock that the loop's callbacks
    /// take.</summary>
    public void SetOrRun()
    {
        if (Interlocked.Exchange(ref pending, 1) != 0) return;
        if (!mayRunAnywhere || !loop.TryRunHere(this)) loop.Enqueue(this);
    }

    /// <summary>Keeps the task from running until <see cref="Unmask"/> has been called as often. On the loop's thread
    /// only.</summary>
    public void Mask() => masks++;

    /// <summary>Takes one mask away; with the last one the task runs once, whether it was asked to or not. On the loop's
    /// thread only.</summary>
    /// <exception cref="InvalidOperationException">The task is not masked.</exception>
    public void Unmask()
    {
        if (masks == 0) throw new InvalidOperationException("the task is not masked");
        if (--masks != 0) return;
        if (held)
        {
            held = false;
            loop.Enqueue(this);
        }
        else
        {
            Set();
        }
    }

    /// <summary>Runs the task, on the loop's thread, after it was taken out of the loop's list.</summary>
    internal void Run()
    {
        if (masks != 0)
        {
            held = true;
            return;
        }

        Interlocked.Exchange(ref pending, 0);
        run();
    }
}
