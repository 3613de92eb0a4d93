namespace Emu.Block;

/// <summary>Lets one request at a time into a section that waits inside; the others come in order. For one thread: the
/// next holder runs inside the release of the one before.</summary>
internal sealed class AsyncLock
{
    private readonly Queue<TaskCompletionSource> waiters = new();
    private bool held;

    /// <summary>Completes when the caller holds the lock; disposing of the result releases it.</summary>
    public async ValueTask<Holder> EnterAsync()
    {
        if (held)
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
        if (waiters.TryDequeue(out TaskCompletionSource? next)) next.SetResult();
        else held = false;
    }

    /// <summary>The lock's holder.</summary>
    public readonly struct Holder(AsyncLock owner) : IDisposable
    {
        /// <summary>Releases the lock.</summary>
        public void Dispose() => owner.Release();
    }
}
