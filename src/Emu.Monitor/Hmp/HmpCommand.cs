namespace Emu.Monitor.Hmp;

/// <summary>A command that people type.</summary>
/// <param name="Names">Its names, with a bar between them.</param>
/// <param name="Parameters">What follows, for help.</param>
/// <param name="Help">What it does.</param>
/// <param name="Run">Does it, on the monitors' loop.</param>
internal sealed record HmpCommand(string Names, string Parameters, string Help, Action<HmpCall, HmpArguments> Run)
{
    /// <summary>The text of the arguments is one, whatever is in it.</summary>
    public bool TakesLine { get; init; }

    /// <summary>Words that may stand as the command's first argument, for completion; null for none.</summary>
    public Func<MonitorHost, IEnumerable<string>>? Words { get; init; }

    /// <summary>True for the command of that name.</summary>
    public bool IsCalled(string name) => Names.Split('|').Contains(name);

    /// <summary>The line of help.</summary>
    /// <param name="group">What stands in front of the name; empty for nothing.</param>
    public string HelpLine(string group) => $"{group}{Names} {Parameters} -- {Help}\n";
}
