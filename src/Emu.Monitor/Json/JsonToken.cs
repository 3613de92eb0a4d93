namespace Emu.Monitor.Json;

/// <summary>A token of a monitor's input.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Index of its first byte in the message's bytes.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct JsonToken(JsonTokenKind Kind, int Start, int Length);
