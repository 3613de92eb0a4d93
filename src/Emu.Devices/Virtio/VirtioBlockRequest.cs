using System.Runtime.CompilerServices;
using Emu.Block;

namespace Emu.Devices.Virtio;

/// <summary>The last byte of each request (virtio 1.2, 5.2.6).</summary>
internal enum BlockStatus : byte
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The host or the driver has failed.</summary>
    Error = 1,

    /// <summary>The device does not know the request.</summary>
    Unsupported = 2,
}

/// <summary>A request of a disk that waits for the host, used again and again. For the disk's loop.</summary>
internal sealed class VirtioBlockRequest
{
    private readonly VirtioBlock disk;
    private readonly Action resume;
    private ValueTaskAwaiter awaiter;
    private bool isRead;

    public VirtioBlockRequest(VirtioBlock disk)
    {
        this.disk = disk;
        resume = Resume;
    }

    /// <summary>Where the buffer is given back.</summary>
    public VirtQueue? Queue { get; private set; }

    /// <summary>The driver's buffer, which nobody else uses until the request has completed.</summary>
    public VirtChain? Chain { get; private set; }

    /// <summary>Lets the disk know when a task has completed.</summary>
    public void Await(ValueTask task, VirtQueue queue, VirtChain chain, bool isRead)
    {
        Queue = queue;
        Chain = chain;
        this.isRead = isRead;
        awaiter = task.GetAwaiter();
        awaiter.UnsafeOnCompleted(resume);
    }

    /// <summary>Forgets everything.</summary>
    public void End() => (Queue, Chain, awaiter) = (null, null, default);

    private void Resume()
    {
        BlockStatus? status = BlockStatus.Ok;
        try
        {
            awaiter.GetResult();
        }
        catch (BlockException e)
        {
            status = disk.StatusOf(e, isRead);
        }

        disk.Complete(this, status);
    }
}
