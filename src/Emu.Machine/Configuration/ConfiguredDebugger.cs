namespace Emu.Machine.Configuration;

/// <summary>A debugger's port that the user wants.</summary>
/// <param name="Origin">The option, for messages.</param>
/// <param name="CharacterDevice">The id of the character device that it is on.</param>
public sealed record ConfiguredDebugger(string Origin, string CharacterDevice);
