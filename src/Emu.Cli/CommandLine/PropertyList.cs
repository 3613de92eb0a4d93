using System.Text;

namespace Emu.Cli.CommandLine;

/// <summary>
/// The value of an option with properties, <c>virt,accel=interp</c>: items between commas, each a word or a name and a
/// value. Two commas are one that belongs to a value (a file's name).
/// </summary>
internal static class PropertyList
{
    /// <summary>Splits a value; an item without <c>=</c> has no value.</summary>
    public static IReadOnlyList<(string Name, string? Value)> Parse(string text)
    {
        List<(string Name, string? Value)> items = [];
        StringBuilder item = new();
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != ',')
            {
                item.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == ',')
            {
                item.Append(',');
                i++;
            }
            else
            {
                if (item.Length != 0) items.Add(Split(item.ToString()));
                item.Clear();
            }
        }

        return items;
    }

    private static (string Name, string? Value) Split(string item)
    {
        int equals = item.IndexOf('=');
        return equals < 0 ? (item, null) : (item[..equals], item[(equals + 1)..]);
    }
}
