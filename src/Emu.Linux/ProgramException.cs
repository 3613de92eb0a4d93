namespace Emu.Linux;

/// <summary>The program cannot be started. The message is one line that names the file and the mend.</summary>
public sealed class ProgramException(string message) : Exception(message);
