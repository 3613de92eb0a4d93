namespace Emu.Translate.Baseline;

/// <summary>An instruction's body computes more than the baseline translator keeps at once.</summary>
internal sealed class InstructionTooLargeException(string message) : Exception(message);
