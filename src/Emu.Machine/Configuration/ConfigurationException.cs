namespace Emu.Machine.Configuration;

/// <summary>A part of the machine that the user asked for cannot be had. The message is one line that begins with the
/// option.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
