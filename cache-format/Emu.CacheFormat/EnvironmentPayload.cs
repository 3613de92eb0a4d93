using System.IO.Hashing;
using System.Text;

namespace Emu.CacheFormat;

/// <summary>Content of a <see cref="RecordKind.Environment"/>: what an environment key stands for.</summary>
public static class EnvironmentPayload
{
    /// <summary>Encodes the fields, a line <c>name=value</c> each.</summary>
    public static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The fields' lines.</summary>
    public static string Decode(ReadOnlySpan<byte> payload) => Encoding.UTF8.GetString(payload);

    /// <summary>The key of an environment: XXH3-128 of its encoded fields.</summary>
    public static UInt128 KeyOf(string text) => XxHash128.HashToUInt128(Encode(text));
}
