using Emu.Block;

namespace Emu.Machine.Configuration.Blocks;

/// <summary>Other options for a node that is open: what can be checked beforehand has been.</summary>
/// <param name="Node">The node.</param>
/// <param name="Commit">Gives it the options, with nothing in flight; throws when the host refuses.</param>
/// <param name="Undo">Gives it those that it had before.</param>
internal sealed record PreparedReopening(BlockNode Node, Func<ValueTask> Commit, Func<ValueTask> Undo);
