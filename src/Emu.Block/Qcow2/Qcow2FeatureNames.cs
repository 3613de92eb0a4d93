using System.Numerics;
using System.Text;

namespace Emu.Block.Qcow2;

/// <summary>The names of features, which an image carries so that a reader can name those that it does not know.
/// </summary>
internal static class Qcow2FeatureNames
{
    private const int EntryLength = 48;

    private static readonly (byte Kind, byte Bit, string Name)[] Known =
    [
        (0, 0, "dirty bit"), (0, 1, "corrupt bit"), (0, 2, "external data file"), (0, 3, "compression type"),
        (0, 4, "extended L2 entries"), (1, 0, "lazy refcounts"), (2, 0, "bitmaps"), (2, 1, "raw external data"),
    ];

    /// <summary>The table that new images get.</summary>
    public static Qcow2HeaderExtension Create()
    {
        byte[] content = new byte[Known.Length * EntryLength];
        for (int i = 0; i < Known.Length; i++)
        {
            content[i * EntryLength] = Known[i].Kind;
            content[(i * EntryLength) + 1] = Known[i].Bit;
            Encoding.ASCII.GetBytes(Known[i].Name, content.AsSpan((i * EntryLength) + 2));
        }

        return new Qcow2HeaderExtension(Qcow2HeaderExtension.FeatureNames, content);
    }

    /// <summary>The names of incompatible features, as the image itself has them.</summary>
    public static string Describe(Qcow2Header header, Qcow2Features features)
    {
        byte[]? table = header.Extensions.Find(each => each.Type == Qcow2HeaderExtension.FeatureNames)?.Content;
        List<string> names = [];
        for (ulong left = (ulong)features; left != 0; left &= left - 1)
        {
            int bit = BitOperations.TrailingZeroCount(left);
            names.Add(NameOf(table, bit) ?? $"Unknown incompatible feature: {1UL << bit:x}");
        }

        return string.Join(", ", names);
    }

    private static string? NameOf(byte[]? table, int bit)
    {
        for (int at = 0; table is not null && at + EntryLength <= table.Length; at += EntryLength)
        {
            if (table[at] != 0 || table[at + 1] != bit) continue;
            ReadOnlySpan<byte> name = table.AsSpan(at + 2, EntryLength - 2);
            int end = name.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
        }

        return null;
    }
}
