namespace Emu.Cli.CommandLine;

/// <summary>The command line asks for something that cannot be. The message is one line that names the option and the
/// repair.</summary>
/// <param name="message">The line.</param>
/// <param name="exitStatus">What the emulator exits with.</param>
internal sealed class CommandLineException(string message, int exitStatus = ExitStatus.Failure) : Exception(message)
{
    /// <summary>What the emulator exits with.</summary>
    public int ExitStatus { get; } = exitStatus;
}
