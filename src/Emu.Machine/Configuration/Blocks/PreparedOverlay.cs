using Emu.Block.Graph;

namespace Emu.Machine.Configuration.Blocks;

/// <summary>An image that can be put over another one: everything has been checked.</summary>
/// <param name="Disk">The disk that gets it; null for a node that no device has.</param>
/// <param name="Commit">Puts it there, in a drained section of the disk and on its loop, where it has one.</param>
internal sealed record PreparedOverlay(BlockBackend? Disk, Action Commit);
