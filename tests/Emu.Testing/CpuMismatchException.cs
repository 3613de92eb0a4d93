namespace Emu.Testing;

/// <summary>A runner found something else than its oracle; the message names the cases.</summary>
public sealed class CpuMismatchException(string message) : Exception(message);
