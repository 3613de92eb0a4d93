namespace Emu.Monitor.Commands;

/// <summary>What a command answers instead of its result.</summary>
/// <param name="message">The text, in QEMU's words where QEMU has some.</param>
/// <param name="errorClass">Its class.</param>
public sealed class CommandException(string message, ErrorClass errorClass = ErrorClass.GenericError) : Exception(message)
{
    /// <summary>The error's class.</summary>
    public ErrorClass Class { get; } = errorClass;

    /// <summary>The error for a device that is not there.</summary>
    public static CommandException NoDevice(string name) => new($"Device '{name}' not found", ErrorClass.DeviceNotFound);
}
