using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Qcow2;

namespace Emu.Machine.Configuration.Blocks;

/// <summary>An image for the changes of one run, in a file that has no name any more: <c>-snapshot</c>.</summary>
internal static class TemporaryOverlay
{
    /// <summary>Puts an overlay on a node, which is closed with it.</summary>
    /// <exception cref="BlockException">The temporary file cannot be made.</exception>
    public static BlockNode On(BlockNode below)
    {
        // /tmp often is memory; QEMU keeps such files in /var/tmp for the same reason.
        string folder = Environment.GetEnvironmentVariable("TMPDIR") ?? "/var/tmp";
        string path = Path.Combine(folder, $"emu-{Guid.NewGuid():N}.qcow2");
        FileNode file;
        try
        {
            file = FileNode.Create(path, new FileAccessOptions(NoFlush: true));
        }
        catch (BlockException e)
        {
            below.Dispose();
            throw new BlockException(e.Error, $"Could not create temporary overlay '{path}': {e.Message}", e);
        }

        try
        {
            new Qcow2Creation() { Size = below.Length }.WriteAsync(file).AsTask().GetAwaiter().GetResult();
            Qcow2Image overlay = Qcow2Image.OpenAsync(file, null, new Qcow2OpenOptions(Writable: true)).AsTask().GetAwaiter().GetResult();
            overlay.SetBacking(below);
            return overlay;
        }
        catch
        {
            below.Dispose();
            throw;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
