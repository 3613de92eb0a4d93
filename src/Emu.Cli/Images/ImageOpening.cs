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

    /// <summary>Opens an image that a command line names or, with <c>--image-opts</c>, describes.</summary>
    /// <param name="given">The command line.</param>
    /// <param name="name">The name, or the description.</param>
    /// <param name="options">How.</param>
    /// <param name="switchName">The option by which the name is a description.</param>
    /// <exception cref="ImageException">It cannot be opened.</exception>
    public static OpenedImage Open(
        ImageOptions given, string name, ImageOpenOptions options, string switchName = "image-opts")
    {
        options = options with { ThrottleGroups = ImageObjects.Read(given) };
        // Two writers of one image ruin it: sharing is for readers.
        if (options is { Writable: true, File.IsShared: true })
            throw new ImageException($"Could not open '{name}': force-share=on can only be used with read-only images");
        if (!given.Has(switchName)) return Open(name, options);
        if (options.Format is not null) throw new ImageException("--image-opts and --format are mutually exclusive");
        try
        {
            return Run(ImageOpener.OpenAsync(BlockOptions.ParseList(name), options));
        }
        catch (BlockException e)
        {
            throw new ImageException(
                e.Message.StartsWith("Could not open", StringComparison.Ordinal) ? e.Message : $"Could not open '{name}': {e.Message}");
        }
    }

    /// <summary>The format that was named, checked.</summary>
    /// <exception cref="ImageException">There is no such format.</exception>
    public static string? Format(string? name, string words = "Unknown driver")
    {
        if (name is null || ImageOpener.Formats.Contains(name) || ImageOpener.Protocols.Contains(name)) return name;
        throw new ImageException($"{words} '{name}'");
    }

    /// <summary>Checks that images of a format can be made.</summary>
    /// <param name="format">Its name.</param>
    /// <param name="prefix">What stands in front of the failure's words.</param>
    /// <exception cref="ImageException">There is no such format, or it can only be read.</exception>
    public static void CheckTarget(string format, string prefix = "")
    {
        if (ImageOpener.Formats.Contains(format)) return;
        if (format is "bochs" or "cloop" or "dmg")
            throw new ImageException($"{prefix}Format driver '{format}' does not support image creation");
        throw new ImageException(ImageOpener.ForeignFormats.Contains(format)
            ? $"{prefix}The format '{format}' is not supported; there are {string.Join(" and ", ImageOpener.Formats)}"
            : $"{prefix}Unknown file format '{format}'");
    }

    /// <summary>What a cache mode means for an image's file.</summary>
    /// <exception cref="ImageException">There is no such mode.</exception>
    public static FileAccessOptions Cache(string? mode, string option, bool shares) => mode switch
    {
        null or "writeback" or "writethrough" => new FileAccessOptions(IsShared: shares),
        "none" or "off" or "directsync" => new FileAccessOptions(Direct: true, IsShared: shares),
        "unsafe" => new FileAccessOptions(NoFlush: true, IsShared: shares),
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
