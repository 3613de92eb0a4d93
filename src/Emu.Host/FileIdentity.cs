using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>What tells a file and one state of its content from all others on this host: when it was made and last changed is part of it,
/// and the time of a change of status is one that programs cannot set.</summary>
/// <remarks>Invariant of the unsafe code: the buffer is a local one of the size that the host's structure has, and offsets into it are
/// smaller.</remarks>
/// <param name="Device">The device that it is on.</param>
/// <param name="Inode">Tells files of one device apart.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Born">When it was made, in nanoseconds since 1970.</param>
/// <param name="Modified">When its content was last changed, in nanoseconds since 1970; programs can set it.</param>
/// <param name="Changed">When content or status was last changed, in nanoseconds since 1970.</param>
public readonly partial record struct FileIdentity(ulong Device, ulong Inode, ulong Size, long Born, long Modified, long Changed)
{
    private const int AtEmptyPath = 0x1000, BufferSize = 256;
    private const uint Basic = 0x7ff, Birth = 0x800;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The identity of an open file; null where the host does not say when the file was made and changed, to the nanosecond. That
    /// is so of files that came with their file system, as those of squashfs and of a disk image's first content: two such can have
    /// all times in common.</summary>
    public static unsafe FileIdentity? Of(SafeFileHandle file) => HostFile.WithDescriptor(file, descriptor =>
    {
        // struct statx: the mask of what is there at 0, inode 32, size 40; times of 16 bytes, birth at 80, change 96, modification 112;
        // numbers of the device at 136 and 140.
        byte* found = stackalloc byte[BufferSize];
        if (StatusNative(descriptor, "", AtEmptyPath, Basic | Birth, found) != 0 || (~*(uint*)found & (Basic | Birth)) != 0)
            return null;
        long born = TimeAt(found + 80), changed = TimeAt(found + 96);
        if (born <= 0 || changed % NanosecondsPerSecond == 0) return null;
        return (FileIdentity?)new FileIdentity(
            (ulong)*(uint*)(found + 136) << 32 | *(uint*)(found + 140), *(ulong*)(found + 32), *(ulong*)(found + 40),
            born, TimeAt(found + 112), changed);
    });

    /// <summary>True when a change that is made from a moment on cannot leave the identity as it is: its times are so far before that
    /// moment that no file system rounds the change's time to them.</summary>
    /// <param name="now">The moment.</param>
    public bool IsSettledAt(DateTime now)
    {
        long limit = ((now - DateTime.UnixEpoch) - Margin).Ticks * TimeSpan.NanosecondsPerTick;
        return Modified < limit && Changed < limit;
    }

    // The coarsest file systems have steps of two seconds.
    private static TimeSpan Margin => TimeSpan.FromSeconds(5);

    private static unsafe long TimeAt(byte* time) => unchecked(*(long*)time * NanosecondsPerSecond + *(uint*)(time + 8));

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatusNative(int descriptor, string path, int flags, uint mask, byte* buffer);
}
