using System.Globalization;

namespace Emu.Cli.CommandLine;

/// <summary>The properties of QEMU's accelerator <c>tcg</c>: what is done about each is said, or is what they ask for
/// anyway.</summary>
internal static class QemuTranslatorProperties
{
    private sealed record Property(string Name, string Values, Func<string, bool> IsAllowed, Func<string, string?> Note);

    private static readonly Property[] All =
    [
        new("thread", "single|multi", text => text is "single" or "multi",
            text => text == "multi" ? null : "each CPU of the guest has a thread of its own all the same"),
        new("tb-size", "MiB", IsNumber, _ => "translated code is kept in the cache file, which no option limits"),
        new("split-wx", "on|off", text => text is "on" or "off",
            text => text == "on" ? null : "code is never writable where it is executed"),
    ];

    /// <summary>Takes QEMU's properties out of a list, and gives back the others.</summary>
    /// <exception cref="CommandLineException">A value that QEMU would not take either.</exception>
    public static List<(string Name, string? Value)> Take(
        string option, string value, IEnumerable<(string Name, string? Value)> properties, List<string> notes)
    {
        List<(string Name, string? Value)> others = [];
        foreach ((string name, string? text) in properties)
        {
            Property? property = Array.Find(All, each => each.Name == name);
            if (property is null)
            {
                others.Add((name, text));
                continue;
            }

            if (text is null || !property.IsAllowed(text))
                throw new CommandLineException(
                    $"{option} {value}: '{name}={text}' is not allowed; give {name}={property.Values}");
            if (property.Note(text) is { } note) notes.Add($"{option} tcg,{name}={text}: {note}");
        }

        return others;
    }

    private static bool IsNumber(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
