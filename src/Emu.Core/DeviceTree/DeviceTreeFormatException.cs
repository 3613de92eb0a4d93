namespace Emu.Core.DeviceTree;

/// <summary>Bytes that should be a flattened device tree are none; the message says what is wrong, without the file's
/// name.</summary>
public sealed class DeviceTreeFormatException(string message) : Exception(message);
