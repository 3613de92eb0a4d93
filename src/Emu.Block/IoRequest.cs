using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Emu.Block;

/// <summary>Work for a thread that may block; a failure is an exception.</summary>
internal delegate void IoWork(in IoArguments arguments);

/// <summary>What a worker is told.</summary>
/// <param name="Target">The object that asks.</param>
/// <param name="Offset">Of the first byte.</param>
/// <param name="Length">Bytes, where there is no data.</param>
/// <param name="Data">Host memory to fill or to take.</param>
/// <param name="Flags">How.</param>
internal readonly record struct IoArguments(
    object Target, long Offset = 0, long Length = 0, IoVector Data = default, WriteFlags Flags = WriteFlags.None);

/// <summary>One request to a worker, used again and again. Who awaits it goes on inside <see cref="Complete"/>, on the
/// loop.</summary>
internal sealed class IoRequest(IoWorkers workers) : IValueTaskSource
{
    // Continuations run where the result is set: on the loop.
    private ManualResetValueTaskSourceCore<bool> source = new() { RunContinuationsAsynchronously = false };
    private IoWork? work;
    private IoArguments arguments;
    private ExceptionDispatchInfo? failure;

    /// <summary>The next request in the list of those that are done.</summary>
    public IoRequest? Next { get; set; }

    /// <summary>Takes the work; what it returns completes with it.</summary>
    public ValueTask Begin(IoWork wanted, in IoArguments given)
    {
        work = wanted;
        arguments = given;
        failure = null;
        return new ValueTask(this, source.Version);
    }

    /// <summary>Does the work, on a worker.</summary>
    public void Execute()
    {
        try
        {
            work!(arguments);
        }
        catch (BlockException e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Says on the loop that the work is done.</summary>
    public void Complete()
    {
        if (failure is { } error) source.SetException(error.SourceException);
        else source.SetResult(true);
    }

    /// <inheritdoc/>
    public void GetResult(short token)
    {
        try
        {
            source.GetResult(token);
        }
        finally
        {
            source.Reset();
            work = null;
            arguments = default;
            workers.Return(this);
        }
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, ValueTaskSourceOnCompletedFlags.None);
}
