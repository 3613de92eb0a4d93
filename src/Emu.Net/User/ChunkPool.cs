namespace Emu.Net.User;

/// <summary>All chunks of a network. Their number is bounded, whatever a guest does; some that are free are kept.</summary>
/// <param name="mostChunks">Most that are in use at a time.</param>
internal sealed class ChunkPool(int mostChunks = ChunkPool.DefaultMost)
{
    /// <summary>64 MiB.</summary>
    public const int DefaultMost = 4096;

    private const int MostKept = 64;

    private Chunk? free;
    private int kept;

    /// <summary>Chunks in use.</summary>
    public int Used { get; private set; }

    public Chunk? TryTake()
    {
        if (Used == mostChunks) return null;
        Used++;
        if (free is not { } chunk) return new Chunk();
        free = chunk.Next;
        kept--;
        chunk.Next = null;
        chunk.Start = chunk.End = 0;
        return chunk;
    }

    public void Return(Chunk chunk)
    {
        Used--;
        if (kept == MostKept) return;
        kept++;
        chunk.Next = free;
        free = chunk;
    }
}
