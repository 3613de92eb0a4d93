using Emu.Model.Options;

namespace Emu.Monitor.Json;

/// <summary>What a client has sent: a value, or text that is none.</summary>
/// <param name="Value">The value; null when there is an error.</param>
/// <param name="Error">What is wrong, in QEMU's words; null when nothing is.</param>
internal readonly record struct JsonMessage(OptionValue? Value, string? Error);
