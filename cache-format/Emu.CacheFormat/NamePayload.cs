using Emu.Host;

namespace Emu.CacheFormat;

/// <summary>Content of a <see cref="RecordKind.Name"/>: the path of the program, library or kernel that the file's code is of,
/// by which it was last used. It tells people and <c>emu cache optimize</c> where to look, and decides nothing.</summary>
public static class NamePayload
{
    /// <summary>Bytes of the longest path, as Linux has it.</summary>
    public const int MostBytes = 4096;

    /// <summary>Encodes a path; null when it is empty or too long to be kept.</summary>
    /// <param name="path">The path, as <see cref="HostPath.FromBytes"/> gives it.</param>
    public static byte[]? Encode(string path)
    {
        byte[] bytes = HostPath.ToBytes(path);
        return IsSound(bytes) ? bytes : null;
    }

    /// <summary>The path; null when the payload breaks a rule of the format.</summary>
    public static string? Decode(ReadOnlySpan<byte> payload) => IsSound(payload) ? HostPath.FromBytes(payload) : null;

    private static bool IsSound(ReadOnlySpan<byte> bytes) => bytes.Length is > 0 and <= MostBytes && !bytes.Contains((byte)0);
}
