using Blake3;

namespace Emu.Machine.Boot;

/// <summary>What a file that is booted is known by where the machine that it becomes is kept: its BLAKE3 digest, which nobody can
/// make another file for.</summary>
internal static class ImageDigest
{
    private const int PieceSize = 1 << 20;

    /// <summary>The digest of a file's content, as 64 hexadecimal digits.</summary>
    /// <exception cref="BootException">The file cannot be read.</exception>
    public static string Of(string path)
    {
        using BootFile file = new(path);
        using Hasher hasher = Hasher.New();
        byte[] piece = new byte[PieceSize];
        try
        {
            Stream content = file.Rewind();
            while (content.Read(piece) is > 0 and var read) hasher.Update(piece.AsSpan(0, read));
        }
        catch (IOException e)
        {
            throw new BootException(BootError.FileUnreadable, path, e.Message);
        }

        return hasher.Finalize().ToString();
    }
}
