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
        byte[] table = header.Extensions.FindLast(each => each.Type == Qcow2HeaderExtension.FeatureNames)?.Content ?? [];
        Array.Resize(ref table, (table.Length + EntryLength - 1) / EntryLength * EntryLength);
        List<string> names = [];
        ulong unnamed = (ulong)features;
        for (int at = 0; at + EntryLength <= table.Length; at += EntryLength)
        {
            ulong bit = table[at] == 0 && table[at + 1] < 64 ? 1UL << table[at + 1] : 0;
            if ((unnamed & bit) == 0) continue;
            unnamed &= ~bit;
            ReadOnlySpan<byte> name = table.AsSpan(at + 2, EntryLength - 2);
            int end = name.IndexOf((byte)0);
            names.Add(Encoding.UTF8.GetString(end < 0 ? name : name[..end]));
        }

        if (unnamed != 0) names.Add($"Unknown incompatible feature: {unnamed:x}");
        return string.Join(", ", names);
    }
}
