namespace Emu.Block;

/// <summary>
/// Lets one request at a time into a section that waits inside; the others come in order. For one thread. The next holder runs
/// when the one before has released the lock, as far as it comes without waiting, and the one behind it after that, never
/// inside of it: continuations that were nested as deep as there are requests would find the stack used up, and the runtime
/// would run them on a thread of its own.
/// </summary>
internal sealed class AsyncLock
{
    private readonly Queue<TaskCompletionSource> waiters = new();
    private bool held, isPassing;

    /// <summary>Completes when the caller holds the lock; disposing of the result releases it.</summary>
    public async ValueTask<Holder> EnterAsync()
    {
        if (held || waiters.Count != 0)
        {
            TaskCompletionSource turn = new();
            waiters.Enqueue(turn);
            await turn.Task;
        }

        held = true;
        return new Holder(this);
    }

    private void Release()
    {
        held = false;
        if (isPassing) return;
        isPassing = true;
        while (!held && waiters.TryDequeue(out TaskCompletionSource? next))
        {
            held = true;
            next.SetResult();
        }

        isPassing = false;
    }

    /// <summary>The lock's holder.</summary>
    public readonly struct Holder(AsyncLock owner) : IDisposable
    {
        /// <summary>Releases the lock.</summary>
        public void Dispose() => owner.Release();
    }
}
