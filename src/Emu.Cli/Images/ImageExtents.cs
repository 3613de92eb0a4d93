using Emu.Block;
using Emu.Block.Filters;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary>Looks through an image and those below it: what a range reads as, and who has it.</summary>
internal static class ImageExtents
{
    /// <summary>A run of bytes that are alike in the whole chain.</summary>
    /// <param name="Length">How many there are.</param>
    /// <param name="Depth">How many images below the one asked they are decided.</param>
    /// <param name="Extent">What the deciding image has.</param>
    /// <param name="Node">That image.</param>
    public readonly record struct Found(long Length, int Depth, BlockExtent Extent, BlockNode Node)
    {
        /// <summary>Some image has storage for the bytes, or says that they are zeros.</summary>
        public bool IsPresent => Extent.IsAllocated;

        /// <summary>The image below ends before the bytes, which are zeros for that.</summary>
        public bool IsBehindBacking { get; init; }
    }

    /// <summary>Describes the beginning of a range.</summary>
    public static Found At(BlockNode top, long offset, long length)
    {
        BlockNode node = top, above = top;
        for (int depth = 0; ; depth++)
        {
            // Behind the end of a shorter image below, the one above it decides.
            if (offset >= node.Length)
                return new Found(length, Math.Max(depth - 1, 0), new BlockExtent(length, BlockExtentKind.Zero), above)
                {
                    IsBehindBacking = depth > 0,
                };
            BlockExtent extent = ImageOpening.Run(node.StatusAsync(offset, Math.Min(length, node.Length - offset)));
            length = extent.Length;
            if (extent.IsAllocated || node.Backing is null) return new Found(length, depth, extent, node);
            above = node;
            node = node.Backing;
        }
    }

    /// <summary>The path of an image in a chain.</summary>
    public static string PathOf(OpenedImage opened, BlockNode node)
    {
        string path = opened.HostFile?.Path ?? opened.Path;
        for (BlockNode? at = opened.Node; at is not null && at != node;)
        {
            if (at is FilterNode filter)
            {
                at = filter.Child;
                continue;
            }

            if (at is not Qcow2Image { BackingName: { } name }) break;
            path = ImageName.Resolve(path, name);
            at = at.Backing;
        }

        return path;
    }
}
