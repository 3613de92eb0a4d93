namespace Emu.Chardev;

/// <summary>How many characters a terminal shows.</summary>
/// <param name="Columns">Characters of a line.</param>
/// <param name="Rows">Lines.</param>
public readonly record struct ConsoleSize(ushort Columns, ushort Rows);
