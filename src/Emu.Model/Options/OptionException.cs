namespace Emu.Model.Options;

/// <summary>An option that cannot be understood, or a value that a property does not take. The message is QEMU's for the
/// same mistake, without the option in front.</summary>
/// <param name="message">What is wrong, with the name of the parameter.</param>
public sealed class OptionException(string message) : Exception(message);
