namespace Emu.Cli.Images;

/// <summary>
/// The options and arguments of one image command, read as <c>getopt_long</c> reads them: options may stand behind
/// arguments, short ones may be joined, a value may follow in the same word.
/// </summary>
internal sealed class ImageOptions
{
    private readonly List<(string Name, string Value)> options = [];

    private ImageOptions()
    {
    }

    /// <summary>What is no option, in order.</summary>
    public List<string> Arguments { get; } = [];

    /// <summary>Reads a command line.</summary>
    /// <param name="words">What follows the command's name.</param>
    /// <param name="shortOptions">Letters that are options; a colon behind one that takes a value.</param>
    /// <param name="longOptions">Words that are options; an equals sign behind one that takes a value, and behind that
    /// the letter that means the same, if there is one.</param>
    /// <exception cref="ImageException">An option is not there, or lacks its value.</exception>
    public static ImageOptions Parse(ReadOnlySpan<string> words, string shortOptions, params string[] longOptions)
    {
        ImageOptions result = new();
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (word == "--")
            {
                result.Arguments.AddRange(words[(i + 1)..]);
                break;
            }

            if (word.StartsWith("--", StringComparison.Ordinal)) result.ReadLong(word, words, ref i, longOptions);
            else if (word.Length > 1 && word[0] == '-') result.ReadShort(word, words, ref i, shortOptions);
            else result.Arguments.Add(word);
        }

        return result;
    }

    /// <summary>Whether an option was given.</summary>
    public bool Has(string name) => options.Exists(each => each.Name == name);

    /// <summary>The last value that an option was given; null when it was not.</summary>
    public string? ValueOf(string name) => options.FindLast(each => each.Name == name).Value;

    /// <summary>All values that an option was given, in order.</summary>
    public IEnumerable<string> ValuesOf(string name) => options.Where(each => each.Name == name).Select(each => each.Value);

    /// <summary>All options, in order; those without a value have an empty one.</summary>
    public IReadOnlyList<(string Name, string Value)> All => options;

    private void ReadLong(string word, ReadOnlySpan<string> words, ref int index, string[] known)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word[2..] : word[2..equals];
        string? declared = Array.Find(known, each => each.Split('=')[0] == name);
        if (declared is null) throw new ImageException($"unrecognized option '{word}'", isUsage: true);
        string[] parts = declared.Split('=');
        string key = parts.Length > 1 && parts[1].Length != 0 ? parts[1] : name;
        if (parts.Length == 1)
        {
            if (equals >= 0) throw new ImageException($"option '--{name}' doesn't allow an argument", isUsage: true);
            options.Add((key, ""));
        }
        else if (equals >= 0)
        {
            options.Add((key, word[(equals + 1)..]));
        }
        else
        {
            if (++index == words.Length) throw new ImageException($"missing argument for option '{word}'", isUsage: true);
            options.Add((key, words[index]));
        }
    }

    private void ReadShort(string word, ReadOnlySpan<string> words, ref int index, string known)
    {
        for (int at = 1; at < word.Length; at++)
        {
            int place = word[at] == ':' ? -1 : known.IndexOf(word[at], StringComparison.Ordinal);
            if (place < 0) throw new ImageException($"unrecognized option '-{word[at]}'", isUsage: true);
            string name = word[at].ToString();
            if (place + 1 == known.Length || known[place + 1] != ':')
            {
                options.Add((name, ""));
                continue;
            }

            if (at + 1 < word.Length) options.Add((name, word[(at + 1)..]));
            else if (++index < words.Length) options.Add((name, words[index]));
            else throw new ImageException($"missing argument for option '-{name}'", isUsage: true);
            return;
        }
    }
}
