namespace Emu.Engine.Lockstep;

/// <summary>Translated code did something else than the interpreter; the message holds both states, for a bug
/// report.</summary>
public sealed class LockstepException(string message) : Exception(message);
