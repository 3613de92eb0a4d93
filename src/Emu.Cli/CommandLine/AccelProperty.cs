using System.Globalization;
using Emu.Engine;

namespace Emu.Cli.CommandLine;

/// <summary>One property of an accelerator: a row of <see cref="AccelProperties"/>.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Values">What is allowed, for help and messages.</param>
/// <param name="Description">What it does.</param>
/// <param name="Set">The options with the value entered; null when the value is not allowed.</param>
internal sealed record AccelProperty(
    string Name, string Values, string Description, Func<AccelOptions, string, AccelOptions?> Set)
{
    private const string On = "on", Off = "off";

    /// <summary><c>on|off</c>.</summary>
    public static AccelProperty Switch(
        string name, string description, Func<AccelOptions, bool, AccelOptions> set) =>
        new(name, $"{On}|{Off}", description, (options, text) => text switch
        {
            On => set(options, true),
            Off => set(options, false),
            _ => null,
        });

    /// <summary>A number.</summary>
    public static AccelProperty Number(
        string name, int most, string description, Func<AccelOptions, int, AccelOptions> set) =>
        new(name, $"1 to {most}", description, (options, text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= most
                ? set(options, number)
                : null);

    /// <summary>Any text but none.</summary>
    public static AccelProperty Text(
        string name, string values, string description, Func<AccelOptions, string, AccelOptions> set) =>
        new(name, values, description, (options, text) => text.Length == 0 ? null : set(options, text));
}
