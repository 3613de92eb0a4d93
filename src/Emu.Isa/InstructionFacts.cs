namespace Emu.Isa;

/// <summary>What is known of a decoded instruction without calling its body.</summary>
/// <param name="Length">Bytes of its encoding.</param>
/// <param name="Flow">How it moves the flow of control.</param>
/// <param name="Traits">What translators must know.</param>
/// <param name="AccessSize">Bytes that it accesses, with <see cref="InstructionTraits.Load"/> or
/// <see cref="InstructionTraits.Store"/>.</param>
public readonly record struct InstructionFacts(byte Length, Flow Flow, InstructionTraits Traits, byte AccessSize);
