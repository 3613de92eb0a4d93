using Emu.Block;

namespace Emu.Devices.Tests.Virtio;

/// <summary>A disk in memory whose requests complete when the test says so, or at once; it can fail. For the loop's
/// thread, but for the counters.</summary>
internal sealed class SlowNode(int length) : BlockNode
{
    private readonly byte[] bytes = new byte[length];
    private readonly List<TaskCompletionSource> held = [];

    public bool Holds { get; set; }

    public Exception? Failure { get; set; }

    public bool IsReadOnly { get; init; }

    public int Flushes { get; private set; }

    public int Requests { get; private set; }

    public int Held => held.Count;

    public override string Driver => "slow";

    public override long Length => bytes.Length;

    public override bool IsWritable => !IsReadOnly;

    public byte[] Bytes => bytes;

    public void Release()
    {
        TaskCompletionSource[] all = [.. held];
        held.Clear();
        foreach (TaskCompletionSource each in all) each.SetResult();
    }

    /// <summary>Lets all that is held fail.</summary>
    public void Fail(Exception failure)
    {
        TaskCompletionSource[] all = [.. held];
        held.Clear();
        foreach (TaskCompletionSource each in all) each.SetException(failure);
    }

    /// <summary>Nothing is held once the loop has gone.</summary>
    public override void UseWorkers(IoWorkers? workers) => Holds &= workers is not null;

    public override async ValueTask FlushAsync()
    {
        await WaitAsync();
        Flushes++;
    }

    protected override async ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        await WaitAsync();
        data.CopyFrom(bytes.AsSpan((int)offset));
    }

    protected override async ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags)
    {
        await WaitAsync();
        data.CopyTo(bytes.AsSpan((int)offset));
    }

    protected override async ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags)
    {
        await WaitAsync();
        bytes.AsSpan((int)offset, (int)length).Clear();
    }

    protected override async ValueTask DiscardCoreAsync(long offset, long length)
    {
        await WaitAsync();
        bytes.AsSpan((int)offset, (int)length).Fill(0xdd);
    }

    protected override ValueTask<BlockExtent> StatusCoreAsync(long offset, long length) =>
        new(new BlockExtent(length, BlockExtentKind.Data | BlockExtentKind.Allocated, offset));

    protected override void Dispose(bool disposing)
    {
    }

    private async ValueTask WaitAsync()
    {
        Requests++;
        if (Failure is { } failure) throw failure;
        if (!Holds) return;
        TaskCompletionSource turn = new();
        held.Add(turn);
        await turn.Task;
    }
}
