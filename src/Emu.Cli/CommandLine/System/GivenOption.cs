namespace Emu.Cli.CommandLine;

/// <summary>An option on the command line.</summary>
/// <param name="Option">Which.</param>
/// <param name="Word">As the user wrote it.</param>
/// <param name="Value">Its value; empty for an option without one.</param>
internal sealed record GivenOption(SystemOption Option, string Word, string Value)
{
    /// <summary>The option's name with one dash.</summary>
    public string Name => Option.Name;

    /// <summary>The option as messages show it.</summary>
    public string Origin => Value.Length == 0 ? Name : $"{Name} {Value}";
}
