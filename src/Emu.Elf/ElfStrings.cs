using System.Text;

namespace Emu.Elf;

/// <summary>A table of strings in the making.</summary>
public sealed class ElfStrings
{
    private readonly StringBuilder text = new("\0");

    /// <summary>Adds a string of ASCII letters, and returns its place.</summary>
    public int Add(string name)
    {
        int place = text.Length;
        text.Append(name).Append('\0');
        return place;
    }

    /// <summary>The table.</summary>
    public byte[] ToArray() => Encoding.ASCII.GetBytes(text.ToString());
}
