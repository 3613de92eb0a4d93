namespace Emu.Machine.Configuration;

/// <summary>A default that <c>-global</c> gives all devices of a type.</summary>
/// <param name="Driver">Name of the type.</param>
/// <param name="Name">Name of the property.</param>
/// <param name="Value">The value, as text.</param>
/// <param name="Origin">The option as the user wrote it.</param>
public sealed record GlobalProperty(string Driver, string Name, string Value, string Origin);
