namespace Emu.Machine.Boards;

/// <summary>A property of <c>-machine</c> that has one value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value.</param>
/// <param name="Refusal">Why it can have no other, and what to write.</param>
public sealed record FixedProperty(string Name, string Value, string Refusal);
