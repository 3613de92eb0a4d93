namespace Emu.Translate.Regions;

/// <summary>How often a block has been executed: a piece of the profile.</summary>
/// <param name="Offset">Offset of the block's first instruction in its page, in bytes.</param>
/// <param name="Executions">How often it was entered, as far as it was counted.</param>
public readonly record struct BlockHeat(ushort Offset, ulong Executions);
