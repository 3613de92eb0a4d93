namespace Emu.Machine.Configuration;

/// <summary>The port of a test that plays the CPU.</summary>
/// <param name="Origin">The option, for messages.</param>
/// <param name="CharacterDevice">The id of the character device that it is on.</param>
/// <param name="LogFile">Where what is said there is written; null for standard error, an empty text for nowhere.</param>
public sealed record ConfiguredTest(string Origin, string CharacterDevice, string? LogFile);
