namespace Emu.Block.Tests;

/// <summary>A file whose requests are carried out later, in an order that chance chooses, as a host's are.</summary>
internal sealed class LateFile(MemoryFile file, Random random) : BlockNode
{
    private readonly List<TaskCompletionSource> held = [];

    public bool IsLate { get; set; }

    public int Held => held.Count;

    public override string Driver => "late";

    public override long Length => file.Length;

    public override bool IsWritable => true;

    protected override bool Grows => true;

    /// <summary>Lets one request go on.</summary>
    public void ReleaseOne()
    {
        int index = random.Next(held.Count);
        TaskCompletionSource turn = held[index];
        held.RemoveAt(index);
        turn.SetResult();
    }

    public override async ValueTask FlushAsync()
    {
        await WaitAsync();
        await file.FlushAsync();
        await WaitAsync();
    }

    public override ValueTask ResizeAsync(long length) => file.ResizeAsync(length);

    protected override async ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        await WaitAsync();
        await file.ReadAsync(offset, data);
        await WaitAsync();
    }

    protected override async ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags)
    {
        await WaitAsync();
        await file.WriteAsync(offset, data, flags);
        await WaitAsync();
    }

    protected override async ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags)
    {
        await WaitAsync();
        await file.WriteZeroesAsync(offset, length, flags);
    }

    protected override async ValueTask DiscardCoreAsync(long offset, long length)
    {
        await WaitAsync();
        await file.DiscardAsync(offset, length);
    }

    protected override ValueTask<BlockExtent> StatusCoreAsync(long offset, long length) => file.StatusAsync(offset, length);

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
    }

    private async ValueTask WaitAsync()
    {
        if (!IsLate) return;
        TaskCompletionSource turn = new();
        held.Add(turn);
        await turn.Task;
    }
}
