namespace Emu.Linux.Memory;

/// <summary>There can be no address space as the user wants it; the message says why.</summary>
public sealed class GuestMemoryException(string message) : Exception(message);
