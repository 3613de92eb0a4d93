using Emu.Block;
using Emu.Block.Graph;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img create</c>.</summary>
internal static class CreateVerb
{
    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(words, "f:b:F:o:uq", "object=");
        if (options.Arguments.Count is 0 or > 2)
            throw new ImageException(
                options.Arguments.Count == 0 ? "Expecting image file name" : "Unexpected argument: " + options.Arguments[2],
                isUsage: true);
        string path = options.Arguments[0], format = options.ValueOf("f") ?? "raw";
        ImageOpening.CheckTarget(format, path + ": ");
        try
        {
            Create(path, format, options);
            return ExitStatus.Success;
        }
        catch (Exception e) when (e is BlockException or ImageException { IsUsage: false })
        {
            throw new ImageException(e is ImageException && e.Message.StartsWith("Invalid image size", StringComparison.Ordinal) ? e.Message : $"{path}: {e.Message}");
        }
    }

    private static void Create(string path, string format, ImageOptions options)
    {
        CreationOptions creation = new(format, options.ValuesOf("o"));
        if (creation.AsksForHelp)
        {
            creation.PrintHelp();
            return;
        }

        if (options.Arguments.Count == 2)
        {
            long given = SizeArgument(options.Arguments[1]);
            if (creation.Size is not null) throw new ImageException("The image size must be specified only once");
            creation.Size = given;
        }

        if (options.ValueOf("b") is { } backing)
        {
            if (format == "raw") throw new ImageException("Backing file not supported for file format 'raw'");
            creation.Set("backing_file", backing);
        }

        if (options.ValueOf("F") is { } backingFormat)
            creation.Set("backing_fmt", ImageOpening.Format(backingFormat, "Unknown backing file format")!);
        if (creation.BackingName is { Length: 0 })
            throw new ImageException("Expected backing file name, got empty string");
        long size = creation.BackingName is { Length: > 0 } below ? SizeWithBacking(path, below, creation, options.Has("u"))
            : creation.Size ?? throw new ImageException("Image creation needs a size parameter");
        creation.Size = size;
        if (!options.Has("q")) Console.Out.WriteLine($"Formatting '{path}', {creation.Describe()}");
        ImageCreator.Create(path, size, creation);
    }

    private static long SizeArgument(string text) => ImageSize.Parse(text)
        ?? throw new ImageException(
            "Invalid image size specified. You may use k, M, G, T, P or E suffixes for\n" +
            "qemu-img: kilobytes, megabytes, gigabytes, terabytes, petabytes and exabytes.");

    private static long SizeWithBacking(string path, string backing, CreationOptions creation, bool isUnsafe)
    {
        if (isUnsafe)
            return creation.Size ?? throw new ImageException("Image creation needs a size parameter");
        string resolved = ImageName.Resolve(path, backing);
        OpenedImage below;
        try
        {
            below = ImageOpening.Open(resolved, new ImageOpenOptions(Format: creation.BackingFormat));
        }
        catch (ImageException e)
        {
            string name = $"Could not open '{resolved}': ", message = e.Message;
            if (message.StartsWith(name + name, StringComparison.Ordinal)) message = message[name.Length..];
            throw new ImageException($"{message}\nCould not open backing image.");
        }

        using (below)
        {
            if (creation.BackingFormat is null)
                throw new ImageException(
                    $"Backing file specified without backing format\nDetected format of {below.Node.Driver}.");
            return creation.Size ?? below.Node.Length;
        }
    }
}
