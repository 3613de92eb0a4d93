namespace Emu.Cli.CommandLine;

/// <summary>The program's environment: the emulator's own, changed by <c>-E</c> and <c>-U</c>. Strings are
/// bytes.</summary>
internal sealed class UserEnvironment(IEnumerable<byte[]> entries)
{
    private const byte EqualsSign = (byte)'=', Comma = (byte)',';

    private readonly List<byte[]> entries = [.. entries];

    /// <summary><c>NAME=VALUE</c> each.</summary>
    public IReadOnlyList<byte[]> Entries => entries;

    /// <summary>The value of a variable; null when it is not there.</summary>
    public byte[]? Find(ReadOnlySpan<byte> name)
    {
        int index = IndexOf(name);
        return index < 0 ? null : entries[index][(name.Length + 1)..];
    }

    /// <summary>Sets variables, <c>NAME=VALUE</c> between commas; false when one has no <c>=</c>.</summary>
    public bool TrySet(byte[] list)
    {
        foreach (Range range in list.AsSpan().Split(Comma))
        {
            byte[] entry = list[range];
            int length = Array.IndexOf(entry, EqualsSign);
            if (length < 0) return false;
            int index = IndexOf(entry.AsSpan(0, length));
            if (index < 0) entries.Add(entry);
            else entries[index] = entry;
        }

        return true;
    }

    /// <summary>Removes variables, names between commas; false when one has an <c>=</c>.</summary>
    public bool TryRemove(byte[] list)
    {
        foreach (Range range in list.AsSpan().Split(Comma))
        {
            byte[] name = list[range];
            if (name.Contains(EqualsSign)) return false;
            Remove(name);
        }

        return true;
    }

    /// <summary>Removes a variable if it is there.</summary>
    public void Remove(ReadOnlySpan<byte> name)
    {
        for (int index; (index = IndexOf(name)) >= 0;) entries.RemoveAt(index);
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            byte[] entry = entries[i];
            if (entry.Length > name.Length && entry[name.Length] == EqualsSign && entry.AsSpan().StartsWith(name))
                return i;
        }

        return -1;
    }
}
