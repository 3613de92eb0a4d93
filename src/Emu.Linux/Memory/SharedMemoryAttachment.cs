namespace Emu.Linux.Memory;

/// <summary>One shmat(2): shmdt(2) finds the pieces of an attachment by its identity.</summary>
/// <param name="address">Where the segment's first byte is, or would be when that page is not mapped any more.</param>
internal sealed class SharedMemoryAttachment(ulong address)
{
    /// <summary>What shmat returned.</summary>
    public ulong Address { get; } = address;
}
