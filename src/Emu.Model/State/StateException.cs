namespace Emu.Model.State;

/// <summary>A saved state that a device cannot take: it was made by another version, or is damaged.</summary>
/// <param name="message">The member, and what is wrong with it.</param>
public sealed class StateException(string message) : Exception(message);
