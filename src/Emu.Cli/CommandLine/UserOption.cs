namespace Emu.Cli.CommandLine;

/// <summary>One option of the user-mode emulator: a row of <see cref="UserCommand"/>'s table.</summary>
/// <param name="Name">Without its dash.</param>
/// <param name="Value">What its value is called in help; null when it has none.</param>
/// <param name="Variable">The environment variable that means the same; null when there is none.</param>
/// <param name="Description">For help; null for an option that is only there to be refused.</param>
/// <param name="Apply">Enters the value, which is empty for an option without one.</param>
internal sealed record UserOption(
    string Name, string? Value, string? Variable, string? Description, Action<UserRequest, byte[]> Apply)
{
    /// <summary>An option of QEMU that the emulator does not have.</summary>
    /// <param name="name">Without its dash.</param>
    /// <param name="variable">The environment variable that means the same.</param>
    /// <param name="remedy">What to do instead.</param>
    /// <param name="hasValue">Whether it has a value in QEMU.</param>
    public static UserOption Refused(string name, string? variable, string remedy, bool hasValue = true) => new(
        name, hasValue ? "VALUE" : null, variable, null,
        (request, _) => throw new CommandLineException(
            $"{request.Source}: not supported; {remedy}", ExitStatus.Usage));
}
