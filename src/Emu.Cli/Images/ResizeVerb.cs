using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img resize</c>.</summary>
internal static class ResizeVerb
{
    public static int Run(string[] words)
    {
        // A size below zero is no option: it is the last word.
        string? size = words.Length == 0 ? null : words[^1];
        if (size is null) throw new ImageException("Not enough arguments", isUsage: true);
        ImageOptions options = ImageOptions.Parse(words.AsSpan(..^1), "f:q", "preallocation=", "shrink", "object=", "image-opts");
        if (options.Arguments.Count != 1) throw new ImageException("Expecting image file name and size", isUsage: true);
        Preallocation preallocation = CreationOptions.ParsePreallocation(
            options.ValueOf("preallocation"), hasMetadata: true, other => $"Invalid preallocation mode '{other}'");
        string path = options.Arguments[0];
        using OpenedImage opened = ImageOpening.Open(
            options, path, new ImageOpenOptions(Writable: true, Format: ImageOpening.Format(options.ValueOf("f"))));
        if (opened is { WasProbed: true, Node.Driver: "raw" }) ImageWarnings.ProbedRaw(path);
        long old = opened.Node.Length, wanted = NewSize(size, old);
        if (wanted <= 0) throw new ImageException("New image size must be positive");
        if (wanted < old && !options.Has("shrink"))
            throw new ImageException(
                "Use the --shrink option to perform a shrink operation.\nqemu-img: warning: Shrinking an image will " +
                "delete all data beyond the shrunken image's end. Before performing such an operation, make sure there " +
                "is no important data there.");
        if (wanted < old && preallocation != Preallocation.Off)
            throw new ImageException("Preallocation can only be used for growing images");
        if (preallocation == Preallocation.Metadata && opened.Node.Driver == "raw")
            throw new ImageException("Unsupported preallocation mode 'metadata'");
        ImageOpening.Run(opened.Node.ResizeAsync(wanted));
        if (wanted > old) ImageCreator.PreallocateAdded(opened, old, preallocation);
        if (opened.Node is Qcow2Image image) ImageOpening.Run(image.CloseAsync());
        if (!options.Has("q")) Console.Out.WriteLine("Image resized.");
        return ExitStatus.Success;
    }

    private static long NewSize(string text, long old)
    {
        char sign = text.Length == 0 ? ' ' : text[0];
        long? size = ImageSize.Parse(sign is '+' or '-' ? text[1..] : text);
        if (size is not { } value)
            throw new ImageException(
                "Parameter 'size' expects a non-negative number below 2^64\n" +
                "Optional suffix k, M, G, T, P or E means kilo-, mega-, giga-, tera-, peta-\nand exabytes, respectively.");
        long wanted = sign == '+' ? old + value : sign == '-' ? old - value : value;
        return wanted <= 0 ? wanted : (wanted + 511) & ~511L;
    }
}
