using System.Globalization;
using Emu.Block;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img convert</c>: copies images, one behind the other, into a new one.</summary>
internal static class ConvertVerb
{
    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(
            words, "hf:O:B:CcF:o:l:S:pt:T:qnm:WUr:", "object=", "target-image-opts", "image-opts",
            "force-share=U", "target-is-zero", "salvage", "bitmaps", "skip-broken-bitmaps");
        if (options.Has("C") && options.Has("S")) throw new ImageException("Cannot enable copy offloading when -S is used");
        if (options.Has("C") && options.Has("c")) throw new ImageException("Cannot enable copy offloading when -c is used");
        if (options.Has("skip-broken-bitmaps") && !options.Has("bitmaps"))
            throw new ImageException("Use of --skip-broken-bitmaps requires --bitmaps");
        if (options.Has("target-image-opts") && !options.Has("n"))
            throw new ImageException("--target-image-opts requires use of -n flag");
        if (options.Has("target-image-opts") && options.Has("O"))
            throw new ImageException("--image-opts and --format are mutually exclusive");
        if (options.Arguments.Count < 2) throw new ImageException("Must specify image file name", isUsage: true);
        if (options.ValueOf("m") is { } count && !(int.TryParse(count, CultureInfo.InvariantCulture, out int coroutines) && coroutines is >= 1 and <= 16))
            throw new ImageException("Invalid number of coroutines. Allowed number of coroutines is between 1 and 16");
        if (options.ValueOf("O") is { } format) ImageOpening.CheckTarget(format);
        List<OpenedImage> sources = [];
        try
        {
            foreach (string path in options.Arguments[..^1])
            {
                sources.Add(ImageOpening.Open(options, path, new ImageOpenOptions(
                    Format: ImageOpening.Format(options.ValueOf("f")),
                    File: ImageOpening.Cache(options.ValueOf("T"), "source ", options.Has("U")))));
                if (options.ValueOf("l") is { } snapshot) ShowSnapshot(sources[^1].Node, snapshot);
            }

            Convert(sources, options.Arguments[^1], options);
            return ExitStatus.Success;
        }
        finally
        {
            foreach (OpenedImage source in sources) source.Dispose();
        }
    }

    /// <summary>Lets an image that is only read show a snapshot.</summary>
    /// <param name="node">The image.</param>
    /// <param name="parameter"><c>snapshot.id=ID</c>, <c>snapshot.name=NAME</c>, or either alone.</param>
    /// <exception cref="ImageException">There is no such snapshot.</exception>
    public static void ShowSnapshot(BlockNode node, string parameter)
    {
        string? id = null, name = null;
        if (parameter.StartsWith("snapshot.", StringComparison.Ordinal))
        {
            foreach (string part in parameter.Split(','))
            {
                if (part.StartsWith("snapshot.id=", StringComparison.Ordinal)) id = part["snapshot.id=".Length..];
                else if (part.StartsWith("snapshot.name=", StringComparison.Ordinal)) name = part["snapshot.name=".Length..];
                else throw new ImageException($"Failed in parsing snapshot param '{parameter}'");
            }
        }

        Qcow2Image? image = node as Qcow2Image;
        Qcow2Snapshot? found = id is null && name is null
            ? image?.FindSnapshot(parameter)
            : image?.Snapshots.FirstOrDefault(each => (id is null || each.Id == id) && (name is null || each.Name == name));
        if (found is null) throw new ImageException("Failed to load snapshot: Can't find snapshot");
        try
        {
            ImageOpening.Run(image!.ShowSnapshotAsync(found));
        }
        catch (BlockException e)
        {
            throw new ImageException($"Failed to load snapshot: {e.Message}");
        }
    }

    private static void Convert(List<OpenedImage> sources, string target, ImageOptions options)
    {
        string format = options.ValueOf("O") ?? "raw";
        CreationOptions creation = new(format, options.ValuesOf("o"));
        if (creation.AsksForHelp)
        {
            creation.PrintHelp();
            return;
        }

        bool isCompressed = options.Has("c");
        if (isCompressed && format == "raw")
            throw new ImageException("Compression not supported for this file format");
        if (options.Has("n") && creation.Given.Any())
            throw new ImageException("-o has no effect when skipping image creation");
        if (options.ValueOf("B") is { } backing) creation.Set("backing_file", backing);
        if (options.ValueOf("F") is { } backingFormat) creation.Set("backing_fmt", ImageOpening.Format(backingFormat)!);
        if (creation.BackingName is not null && sources.Count > 1)
            throw new ImageException(
                "Having a backing file for the target makes no sense when concatenating multiple input images");
        if (creation is { BackingName: not null, BackingFormat: null } && !options.Has("n"))
            throw new ImageException("Use of backing file requires explicit backing format");
        long total = sources.Sum(each => each.Node.Length), size = creation.Size ?? total;
        bool isNew = !options.Has("n");
        string[] bitmaps = options.Has("bitmaps") ? FindBitmaps(sources, format, creation, options.Has("skip-broken-bitmaps")) : [];
        if (isNew) Create(sources, target, size, creation);
        using OpenedImage opened = ImageOpening.Open(
            options, target, new ImageOpenOptions(
                Writable: true, Format: isNew || options.Has("O") ? format : null,
                File: ImageOpening.Cache(options.ValueOf("t") ?? "unsafe", "", shares: false)),
            "target-image-opts");
        if (opened.Node.Length < total)
            throw new ImageException($"output file is smaller than input file");
        using ImageCopy copy = new(opened.Node)
        {
            IsCompressed = isCompressed,
            TargetIsZero = isNew ? creation.BackingName is null && creation.Preallocation == Preallocation.Off : options.Has("target-is-zero"),
            Offloads = options.Has("C"),
            SparseSize = SparseSize(options.ValueOf("S")),
            LeavesUnallocated = creation.BackingName is not null,
            Limit = ImageSize.Rate(options.ValueOf("r")) is var rate and not 0 ? ThrottleGroup.OfRate(rate) : null,
            Salvages = options.Has("salvage"),
            ShowsProgress = options.Has("p") && !options.Has("q"),
        };
        copy.Run([.. sources.Select(each => each.Node)]);
        foreach (string name in bitmaps)
            ImageOpening.Run(((Qcow2Image)opened.Node).CopyBitmapAsync((Qcow2Image)sources[0].Node, name));
        if (opened.Node is Qcow2Image image) ImageOpening.Run(image.CloseAsync());
        else ImageOpening.Run(opened.Node.FlushAsync());
    }

    /// <summary>The bitmaps of a source that are copied.</summary>
    private static string[] FindBitmaps(List<OpenedImage> sources, string format, CreationOptions creation, bool skipsBroken)
    {
        if (sources.Count != 1) throw new ImageException("Copying bitmaps only possible with single source");
        if (sources[0].Node is not Qcow2Image { HasBitmapSupport: true } source)
            throw new ImageException("Source lacks bitmap support");
        string[] broken = [.. source.Bitmaps.Where(each => each.Flags.Contains("in-use")).Select(each => each.Name)];
        foreach (string name in broken)
        {
            if (!skipsBroken)
                throw new ImageException(
                    $"Cannot copy inconsistent bitmap '{name}'\nTry --skip-broken-bitmaps, or use 'qemu-img bitmap --remove' to delete it");
            Console.Error.WriteLine($"qemu-img: warning: Skipping inconsistent bitmap '{name}'");
        }

        if (format != "qcow2" || creation.ToQcow2(0).Version < 3)
            throw new ImageException($"Format driver '{format}' does not support bitmaps");
        return [.. source.Bitmaps.Select(each => each.Name).Except(broken)];
    }

    private static void Create(List<OpenedImage> sources, string target, long size, CreationOptions creation)
    {
        if (Host.HostFile.StatusOf(target) is { } existing
            && sources.Exists(each => each.HostFile?.Identity is { } one && one.IsSameFile(existing)))
            throw new ImageException($"{target}: error while converting {creation.Format}: the source and the target are the same file");
        try
        {
            ImageCreator.Create(target, size, creation);
        }
        catch (BlockException e)
        {
            throw new ImageException($"{target}: error while converting {creation.Format}: {e.Message}");
        }
    }

    private static int SparseSize(string? text)
    {
        if (text is null) return 4096;
        if (ImageSize.Parse(text) is { } value && value % 512 == 0 && value <= 1 << 30) return (int)value;
        throw new ImageException("Invalid buffer size for sparse output specified. Valid sizes are multiples of 512 up to 1073741824. Select 0 to disable sparse detection (fully allocates output).");
    }
}
