using System.Text;
using Emu.CacheFormat;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Engine.Cache;

/// <summary>The digests of files that were booted before, in a file of the cache directory, so that a file that has not changed since
/// need not be read again. What cannot be read or written of it costs time only. One thread at a time.</summary>
public sealed class KnownImages
{
    /// <summary>The file's name.</summary>
    public const string FileName = "images.known";

    private const string FirstLine = "emu known images 1";
    private const int MostImages = 256, MostBytes = 1 << 16;

    private readonly CacheDirectory directory;
    private readonly TimeProvider time;
    private readonly List<(string Identity, string Digest)> known = [];
    private bool isChanged;

    /// <summary>Reads what is known.</summary>
    /// <param name="directory">The cache directory, which need not be there.</param>
    /// <param name="time">The time by which files count as settled.</param>
    public KnownImages(CacheDirectory directory, TimeProvider time)
    {
        this.directory = directory;
        this.time = time;
        try
        {
            Read();
        }
        catch (Exception e) when (IsFault(e))
        {
            known.Clear();
        }
    }

    /// <summary>The digest of an open file's content: the known one of a file that has not changed, else the one that is taken. It is
    /// remembered when the file stood still meanwhile, and so long before that any later change shows in its times.</summary>
    /// <param name="file">The file.</param>
    /// <param name="take">Reads the file; its digest, in lowercase hexadecimal digits.</param>
    public string DigestOf(SafeFileHandle file, Func<string> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        DateTime before = time.GetUtcNow().UtcDateTime;
        if (FileIdentity.Of(file) is not { } identity) return take();
        string text = $"{identity.Device:x} {identity.Inode:x} {identity.Size:x} {identity.Born:x} {identity.Modified:x} {identity.Changed:x}";
        int at = known.FindIndex(each => each.Identity == text);
        if (at >= 0) return known[at].Digest;
        string digest = take();
        if (!identity.IsSettledAt(before) || FileIdentity.Of(file) != identity) return digest;
        // The state that the same file had before does not come back.
        string sameFile = $"{identity.Device:x} {identity.Inode:x} ";
        known.RemoveAll(each => each.Identity.StartsWith(sameFile, StringComparison.Ordinal));
        if (known.Count == MostImages) known.RemoveAt(0);
        known.Add((text, digest));
        isChanged = true;
        return digest;
    }

    /// <summary>Writes what has become known, in one step, when there is anything.</summary>
    public void Save()
    {
        if (!isChanged) return;
        isChanged = false;
        try
        {
            using HostFolder folder = directory.Open(create: true);
            using CachePlace place = directory.PlaceOf(folder, FileName);
            using CachePlace unfinished = directory.PlaceOf(folder, $"{FileName}{BootSnapshotStore.Unfinished}{Environment.ProcessId}");
            unfinished.Remove();
            using (SafeFileHandle file = unfinished.Open(FileAccessMode.Create))
            {
                StringBuilder text = new(FirstLine + "\n");
                foreach ((string identity, string digest) in known) text.Append($"{identity} {digest}\n");
                HostFile.Write(file, Encoding.ASCII.GetBytes(text.ToString()), 0);
            }

            unfinished.Replace(place);
        }
        catch (Exception e) when (IsFault(e))
        {
            // The next start reads the files once more.
        }
    }

    private static bool IsFault(Exception e) => e is CacheFileException or IOException or UnauthorizedAccessException;

    private static bool IsHexadecimal(string text) => text.Length != 0 && text.All(char.IsAsciiHexDigitLower);

    private void Read()
    {
        using HostFolder folder = directory.Open(create: false);
        using CachePlace place = directory.PlaceOf(folder, FileName);
        using SafeFileHandle file = place.Open(FileAccessMode.Read);
        BootSnapshotStore.Check(file, place.Path);
        byte[] bytes = new byte[MostBytes];
        int length = HostFile.Read(file, bytes, 0);
        if (length <= 0) return;
        string[] lines = Encoding.ASCII.GetString(bytes, 0, length).Split('\n');
        // What follows the last line's end was cut off.
        if (lines[0] != FirstLine) return;
        foreach (string line in lines.Skip(1).SkipLast(1).Take(MostImages))
        {
            string[] words = line.Split(' ');
            if (words.Length == 7 && words[^1].Length == 64 && words.All(IsHexadecimal)) known.Add((string.Join(' ', words[..^1]), words[^1]));
        }
    }
}
