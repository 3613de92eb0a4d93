namespace Emu.Translate.Baseline;

/// <summary>An instruction that the baseline translator does not write: its body computes more than is kept at once, or something
/// that there is no host code for. Other engines execute it.</summary>
internal sealed class LeftToNextEngineException(string message) : Exception(message);
