namespace Emu.Isa;

/// <summary>Registers of one kind, which lie behind one another.</summary>
/// <param name="Names">A name for each register, as dumps print it.</param>
/// <param name="Type">What they hold.</param>
public sealed record RegisterBank(IReadOnlyList<string> Names, RegisterType Type);
