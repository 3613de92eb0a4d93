using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>The options that name things of the machine, each read into a tree, as they were given: nothing is rewritten
/// yet.</summary>
internal sealed class OptionGroups
{
    /// <summary>Names of the options, and the key that their first item may leave out.</summary>
    private static readonly Dictionary<string, string?> ImpliedKeys = new()
    {
        ["-device"] = "driver",
        ["-drive"] = null,
        ["-blockdev"] = "driver",
        ["-netdev"] = "type",
        ["-nic"] = "type",
        ["-net"] = "type",
        ["-chardev"] = "backend",
        ["-mon"] = "chardev",
        ["-object"] = "qom-type",
        ["-fw_cfg"] = "name",
    };

    private readonly Dictionary<string, List<ConfiguredItem>> groups = ImpliedKeys.Keys.ToDictionary(name => name, _ => new List<ConfiguredItem>());
    private readonly List<GlobalProperty> globals = [];

    /// <summary><c>-global</c>, in order.</summary>
    public IReadOnlyList<GlobalProperty> Globals => globals;

    /// <summary>All of one option, in order.</summary>
    public List<ConfiguredItem> this[string option] => groups[option];

    /// <summary>Reads all options that are groups; changes of <c>-set</c> are made to those before it.</summary>
    /// <exception cref="CommandLineException">One cannot be read.</exception>
    public static OptionGroups Read(IEnumerable<GivenOption> given)
    {
        OptionGroups all = new();
        foreach (GivenOption option in given)
        {
            try
            {
                all.Add(option);
            }
            catch (OptionException e)
            {
                throw new CommandLineException($"{option.Origin}: {e.Message}");
            }
        }

        return all;
    }

    private void Add(GivenOption option)
    {
        switch (option.Name)
        {
            case "-hda" or "-hdb" or "-hdc" or "-hdd":
                AddDrive(option, ("media", "disk"), ("index", $"{option.Name[3] - 'a'}"));
                break;
            case "-cdrom":
                AddDrive(option, ("media", "cdrom"), ("index", "2"));
                break;
            case "-pflash":
                AddDrive(option, ("if", "pflash"));
                break;
            case "-global":
                globals.Add(ReadGlobal(option));
                break;
            case "-set":
                Set(option);
                break;
            default:
                if (ImpliedKeys.TryGetValue(option.Name, out string? impliedKey)) AddTree(option, impliedKey);
                break;
        }
    }

    private void AddTree(GivenOption option, string? impliedKey)
    {
        OptionTree tree = KeyValueGrammar.Parse(option.Value, impliedKey, fileKey: option.Name == "-drive" ? "file" : null);
        if (tree.Text("id") is { } id)
        {
            if (!IsIdentifier(id)) throw new OptionException("Parameter 'id' expects an identifier, which begins with a letter and "
                + "has letters, digits, '-', '.' and '_'");
            if (groups[option.Name].Any(each => each.Options.Text("id") == id))
                throw new OptionException($"Duplicate ID '{id}' for {option.Name[1..]}");
        }

        groups[option.Name].Add(new ConfiguredItem(option.Origin, tree));
    }

    private void AddDrive(GivenOption option, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        OptionTree tree = new();
        tree.Add("file", option.Value);
        foreach ((string name, string value) in settings) tree.Add(name, value);
        groups["-drive"].Add(new ConfiguredItem(option.Origin, tree));
    }

    private static bool IsIdentifier(string id) =>
        id.Length != 0 && char.IsAsciiLetter(id[0])
        && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_');

    private static GlobalProperty ReadGlobal(GivenOption option)
    {
        string text = option.Value;
        int dot = text.IndexOf('.', StringComparison.Ordinal), equals = text.IndexOf('=', StringComparison.Ordinal);
        if (dot > 0 && equals > dot)
            return new GlobalProperty(text[..dot], text[(dot + 1)..equals], text[(equals + 1)..], option.Origin);
        OptionTree tree = KeyValueGrammar.Parse(text);
        return tree.Text("driver") is { } driver && tree.Text("property") is { } property && tree.Text("value") is { } value
            ? new GlobalProperty(driver, property, value, option.Origin)
            : throw new OptionException("give DEVICE.PROPERTY=VALUE");
    }

    /// <summary><c>-set group.id.property=value</c>.</summary>
    private void Set(GivenOption option)
    {
        int equals = option.Value.IndexOf('=', StringComparison.Ordinal);
        string[] path = equals < 0 ? [] : option.Value[..equals].Split('.', 3);
        if (path.Length != 3) throw new OptionException($"can't parse: \"{option.Value}\"; give GROUP.ID.PROPERTY=VALUE");
        if (!groups.TryGetValue($"-{path[0]}", out List<ConfiguredItem>? group))
            throw new OptionException($"there is no option group '{path[0]}'");
        ConfiguredItem item = group.Find(each => each.Options.Text("id") == path[1])
            ?? throw new OptionException($"there is no {path[0]} \"{path[1]}\" defined");
        item.Options.Set(path[2], option.Value[(equals + 1)..]);
    }
}
