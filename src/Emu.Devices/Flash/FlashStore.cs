using System.Numerics;
using Emu.Block;
using Emu.Core.Logging;
using Emu.Core.Time;
using Emu.Host;

namespace Emu.Devices.Flash;

/// <summary>
/// The image that a bank of flash keeps its content in. The guest's changes are written behind its back, by pages, on an
/// event loop; what has been changed reaches the host at the latest when the machine ends.
/// </summary>
/// <remarks>
/// The content that <see cref="Load"/> was given stays mapped until the last <see cref="Flush"/>
/// has returned. A page is marked after it was changed and unmarked before it is read, so that a change
/// during the write is written once more.
/// </remarks>
public sealed class FlashStore
{
    private const int PageSize = 4096, PagesPerWord = 64;

    private readonly BlockNode node;
    private readonly EventLoop loop;
    private readonly LoopTask task;

    /// <summary>A bit for each page that the image does not have yet; set by CPUs, taken by the loop.</summary>
    private ulong[] changed = [];
    private nint content;

    /// <summary>The writing that is under way; for the loop.</summary>
    private Task writing = Task.CompletedTask;

    /// <summary>Connects an image to a bank.</summary>
    /// <param name="node">The image; it belongs to <paramref name="loop"/> from here on, and the caller disposes it after
    /// the machine.</param>
    /// <param name="loop">Where the image is read and written.</param>
    public FlashStore(BlockNode node, EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(loop);
        this.node = node;
        this.loop = loop;
        task = loop.CreateTask(() => _ = StartWriting());
    }

    /// <summary>False when the guest cannot program or erase the bank.</summary>
    public bool IsWritable => node.IsWritable;

    /// <summary>Fills a bank's memory from the image. Once, before any CPU runs.</summary>
    /// <param name="content">Host address of the bank's memory, which is zero.</param>
    /// <param name="size">Its bytes.</param>
    /// <exception cref="DeviceException">The image has another size, or cannot be read.</exception>
    public void Load(nint content, long size)
    {
        if (node.Length != size)
            throw new DeviceException($"device requires {size} bytes, block backend provides {node.Length} bytes");
        this.content = content;
        changed = new ulong[(size + (PageSize * PagesPerWord) - 1) / (PageSize * PagesPerWord)];
        try
        {
            loop.Run(() => LoadAsync(size));
        }
        catch (BlockException e)
        {
            throw new DeviceException($"cannot read the content of flash: {e.Message}");
        }
    }

    /// <summary>Notes that bytes of the bank have changed. Any thread.</summary>
    public void NoteChange(long offset, long length)
    {
        for (long page = offset / PageSize; page <= (offset + length - 1) / PageSize; page++)
            Interlocked.Or(ref changed[page / PagesPerWord], 1UL << (int)(page % PagesPerWord));
        task.Set();
    }

    /// <summary>Returns when the image has everything and the host's medium too. Any thread but the loop's.</summary>
    public void Flush() => loop.Run(async () =>
    {
        await writing;
        await StartWriting();
        try
        {
            if (IsWritable) await node.FlushAsync();
        }
        catch (BlockException e)
        {
            ReportFailure(e);
        }
    });

    private async ValueTask LoadAsync(long size)
    {
        for (long offset = 0; offset < size;)
        {
            BlockExtent extent = await node.StatusAsync(offset, size - offset);
            // The memory is zero already; pages that are not touched cost nothing.
            if (!extent.IsZero) await node.ReadAsync(offset, Content(offset, extent.Length));
            offset += extent.Length;
        }
    }

    private IoVector Content(long offset, long length) => new([new IoSegment(content + (nint)offset, (nint)length)]);

    private Task StartWriting()
    {
        if (writing.IsCompleted) writing = WriteAsync();
        return writing;
    }

    private async Task WriteAsync()
    {
        try
        {
            for (bool found = true; found;)
            {
                found = false;
                for (int word = 0; word < changed.Length; word++)
                {
                    ulong pages = Interlocked.Exchange(ref changed[word], 0);
                    found |= pages != 0;
                    while (pages != 0)
                    {
                        int first = BitOperations.TrailingZeroCount(pages);
                        int count = BitOperations.TrailingZeroCount(~(pages >> first));
                        if (first + count >= PagesPerWord) pages = 0;
                        else pages &= ~0UL << (first + count);
                        long offset = ((long)word * PagesPerWord + first) * PageSize;
                        await node.WriteAsync(offset, Content(offset, (long)count * PageSize));
                    }
                }
            }
        }
        catch (BlockException e)
        {
            ReportFailure(e);
        }
    }

    private static void ReportFailure(BlockException e) =>
        Log.WriteOnce(~LogItems.None, $"flash: writing the image failed, what the guest has stored is not all kept: {e.Message}");
}
