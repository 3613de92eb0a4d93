namespace Emu.Machine.Configuration;

/// <summary>A monitor that the user wants.</summary>
/// <param name="Origin">The option, for messages.</param>
/// <param name="CharacterDevice">The id of the character device that it is on.</param>
/// <param name="IsControl">Programs talk to it, in QMP; else people do.</param>
/// <param name="IsPretty">Answers in QMP take a line a member.</param>
public sealed record ConfiguredMonitor(string Origin, string CharacterDevice, bool IsControl, bool IsPretty);
