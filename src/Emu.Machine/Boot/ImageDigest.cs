using Blake3;
using Emu.Engine.Cache;

namespace Emu.Machine.Boot;

/// <summary>What a file that is booted is known by where the machine that it becomes is kept: its BLAKE3 digest, which nobody can
/// make another file for.</summary>
internal static class ImageDigest
{
    private const int PieceSize = 1 << 20;

    /// <summary>The digest of a file's content, as 64 hexadecimal digits. A file that is known is not read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">The digests of files that were read before.</param>
    /// <exception cref="BootException">The file cannot be read.</exception>
    public static string Of(string path, KnownImages known)
    {
        using BootFile file = new(path);
        return known.DigestOf(file.Handle, () => Take(file));
    }

    private static string Take(BootFile file)
    {
        using Hasher hasher = Hasher.New();
        byte[] piece = new byte[PieceSize];
        try
        {
            Stream content = file.Rewind();
            while (content.Read(piece) is > 0 and var read) hasher.Update(piece.AsSpan(0, read));
        }
        catch (IOException e)
        {
            throw new BootException(BootError.FileUnreadable, file.Path, e.Message);
        }

        return hasher.Finalize().ToString();
    }
}
