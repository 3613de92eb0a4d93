using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Graph;

namespace Emu.Cli.Images;

/// <summary>Opens images for commands: what <c>-f</c>, <c>-t</c>, <c>-T</c> and <c>-U</c> mean, and the words of
/// failures.</summary>
internal static class ImageOpening
{
    /// <summary>Opens an image.</summary>
    /// <exception cref="ImageException">It cannot be opened.</exception>
    public static OpenedImage Open(string path, ImageOpenOptions options)
    {
        try
        {
            return Run(ImageOpener.OpenAsync(path, options));
        }
        catch (BlockException e)
        {
            string message = e.Error == BlockError.Locked ? $"Could not open '{path}': {e.Message}" : e.Message;
            throw new ImageException(message);
        }
    }

    /// <summary>The format that was named, checked.</summary>
    /// <exception cref="ImageException">There is no such format.</exception>
    public static string? Format(string? name, string words = "Unknown driver")
    {
        if (name is null || ImageOpener.Formats.Contains(name)) return name;
        throw new ImageException($"{words} '{name}'");
    }

    /// <summary>What a cache mode means for an image's file.</summary>
    /// <exception cref="ImageException">There is no such mode.</exception>
    public static FileAccessOptions Cache(string? mode, string option, bool shares) => mode switch
    {
        null or "writeback" or "writethrough" => new FileAccessOptions(Locks: !shares),
        "none" or "off" or "directsync" => new FileAccessOptions(Direct: true, Locks: !shares),
        "unsafe" => new FileAccessOptions(NoFlush: true, Locks: !shares),
        _ => throw new ImageException($"Invalid {option}cache option: {mode}"),
    };

    /// <summary>Waits for a request. Requests of files complete at once.</summary>
    public static T Run<T>(ValueTask<T> request) =>
        request.IsCompletedSuccessfully ? request.Result : request.AsTask().GetAwaiter().GetResult();

    /// <summary>Waits for a request. Requests of files complete at once.</summary>
    public static void Run(ValueTask request)
    {
        if (!request.IsCompletedSuccessfully) request.AsTask().GetAwaiter().GetResult();
    }
}
