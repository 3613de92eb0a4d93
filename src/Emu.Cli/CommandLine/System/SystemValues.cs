namespace Emu.Cli.CommandLine;

/// <summary>The options that were given, by name.</summary>
internal sealed class SystemValues(IReadOnlyList<GivenOption> given)
{
    /// <summary>What <c>-accel</c>, and the options that stand for it, ask for.</summary>
    public IReadOnlyList<string> Accelerators =>
        [.. given.Select(option => option.Name switch
        {
            "-accel" => option.Value,
            "-enable-kvm" => "kvm",
            "-singlestep" => "interp",
            _ => null,
        }).OfType<string>()];

    /// <summary>All options, in order.</summary>
    public IReadOnlyList<GivenOption> Given => given;

    /// <summary>True when the option was given.</summary>
    public bool Has(string name) => given.Any(option => option.Name == name);

    /// <summary>All values of an option, in order.</summary>
    public IReadOnlyList<string> All(string name) =>
        [.. given.Where(option => option.Name == name).Select(option => option.Value)];

    /// <summary>The value given last, which wins; null when the option was not given.</summary>
    public string? Last(string name) => given.LastOrDefault(option => option.Name == name)?.Value;

    /// <summary>As <see cref="Last"/>, for the name of a file.</summary>
    /// <exception cref="CommandLineException">The name is empty.</exception>
    public string? LastPath(string name) => Last(name) is not "" and var path
        ? path : throw new CommandLineException($"{name}: the name of the file is empty");
}
