namespace Emu.Linux;

/// <summary>The program cannot be started. The message is one line that names the file and the remedy.</summary>
public sealed class ProgramException(string message) : Exception(message);
