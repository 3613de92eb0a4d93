namespace Emu.Core.Time;

/// <summary>
/// Work that an <see cref="EventLoop"/> does when it is asked to: a kicked queue, a completed request. Any number of
/// askings before it runs are one run. Asking costs no allocation and no lock, and a system call only when the loop
/// sleeps.
/// </summary>
/// <remarks>
/// While the task is masked it does not run; it does when the last mask is taken away. The bit is cleared before the run looks at
/// anything, so an asking that comes during a run causes another one: none is lost. The loop clears it before it takes what has
/// been posted, so that a run which an asking causes comes behind what its thread has posted before it asked.
/// </remarks>
public sealed class LoopTask
{
    private readonly EventLoop loop;
    private readonly Action run;
    private readonly bool mayRunAnywhere;

    // 1 from the first asking until somebody is about to run the task; a full fence on both sides.
    private int pending;

    // For the thread that runs the loop's callbacks.
    private int masks;

    internal LoopTask(EventLoop loop, Action run, bool mayRunAnywhere, bool followsItsSetter)
    {
        FollowsItsSetter = followsItsSetter;
        this.loop = loop;
        this.run = run;
        this.mayRunAnywhere = mayRunAnywhere;
    }

    /// <summary>The next task in the loop's list of those that are to run; owned by the loop while the task is
    /// pending.</summary>
    internal LoopTask? Next { get; set; }

    /// <summary>A borrower of the loop's turn that sets the task runs it, too.</summary>
    internal bool FollowsItsSetter { get; }

    /// <summary>True while the task is masked. For the loop's thread.</summary>
    public bool IsMasked => masks != 0;

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
        if (--masks == 0) Set();
    }

    /// <summary>Has the next asking cause another run than the one that the caller is about to make: the task is in no list any
    /// more.</summary>
    internal void Take() => Interlocked.Exchange(ref pending, 0);

    /// <summary>Runs the task, which was taken before, unless it is masked: then it runs when it no longer is. By the thread that has
    /// the loop's turn.</summary>
    internal void Run()
    {
        if (masks == 0) run();
    }
}
