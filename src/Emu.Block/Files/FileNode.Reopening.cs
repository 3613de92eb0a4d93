using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Block.Files;

/// <content>Another way of using the same file, while the node is open.</content>
public sealed partial class FileNode
{
    /// <summary>Writes are wanted only while the node's user writes: it opens the file anew then (<c>auto-read-only=on</c>).</summary>
    public bool IsOpenedForWritingLater { get; private set; }

    /// <summary>Flushes do nothing.</summary>
    public bool IgnoresFlush => ignoresFlush;

    /// <summary>Requests that have to wait are the host's kernel's.</summary>
    public bool UsesRings => access.Rings;

    /// <summary>Opens the file anew by its name. With nothing in flight.</summary>
    /// <param name="writable">It is going to be written.</param>
    /// <param name="direct">As <see cref="FileAccessOptions.Direct"/>.</param>
    /// <param name="noFlush">As <see cref="FileAccessOptions.NoFlush"/>.</param>
    /// <exception cref="BlockException">The host refuses, or the file is in use; everything is as before then.</exception>
    public void Reopen(bool writable, bool direct, bool noFlush)
    {
        if (writable != isWritable || direct != IsDirect)
        {
            SafeFileHandle wanted = OpenAgain(writable, direct);
            SafeFileHandle? before = null;
            try
            {
                before = OpenAgain(isWritable, IsDirect);
                // The locks of the open file keep everybody out who writes, this process too.
                file.Dispose();
                file = before;
                if (!access.IsShared) ImageLock.Take(wanted, writable);
                file = wanted;
                before.Dispose();
            }
            catch (BlockException)
            {
                wanted.Dispose();
                if (before is not null && !access.IsShared) ImageLock.Take(before, isWritable);
                throw;
            }
        }

        (isWritable, IsDirect, ignoresFlush) = (writable, direct, noFlush);
        cannotReadNow = cannotWriteNow = false;
    }

    private SafeFileHandle OpenAgain(bool writable, bool direct) =>
        ImageFile.Open(Path, writable, direct, out HostError error) ?? throw BlockException.OfHost(error);
}
