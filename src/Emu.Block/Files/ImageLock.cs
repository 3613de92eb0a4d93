using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Block.Files;

/// <summary>
/// The locks by which emulators and tools keep out of each other's images: single bytes of the file, the ones that QEMU
/// locks, so that either refuses what the other has open. Byte 100 + p says "I use permission p", byte 200 + p "I
/// do not share permission p".
/// </summary>
internal static class ImageLock
{
    private const long Used = 100, NotShared = 200;
    private const int NoLocks = 37;

    private static readonly string[] Names =
        ["consistent read", "write", "write unchanged", "resize"];

    /// <summary>Takes the locks of an image's reader or writer.</summary>
    /// <param name="file">The image; the locks go with it.</param>
    /// <param name="writable">The image is going to be written.</param>
    /// <exception cref="BlockException">Another open file excludes it.</exception>
    public static void Take(SafeFileHandle file, bool writable)
    {
        ReadOnlySpan<int> used = writable ? [0, 1, 3] : [0];
        ReadOnlySpan<int> notShared = [1, 3];
        foreach (int permission in used)
            if (!TryLock(file, Used + permission)) return;
        foreach (int permission in notShared)
            if (!TryLock(file, NotShared + permission)) return;

        foreach (int permission in used)
            if (ImageFile.IsByteLocked(file, NotShared + permission)) throw Refuse(permission, "");
        foreach (int permission in notShared)
            if (ImageFile.IsByteLocked(file, Used + permission)) throw Refuse(permission, "shared ");
    }

    // A file system without locks leaves images unprotected, as it does under QEMU.
    private static bool TryLock(SafeFileHandle file, long position)
    {
        HostError error = ImageFile.LockByte(file, position);
        if (error.Number == 0) return true;
        if (ImageFile.IsUnsupported(error) || error.Number == NoLocks) return false;
        throw BlockException.OfHost(error);
    }

    private static BlockException Refuse(int permission, string shared) =>
        new(BlockError.Locked, $"Failed to get {shared}\"{Names[permission]}\" lock\nIs another process using the image");
}
