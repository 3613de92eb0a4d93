using Emu.Block;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img bitmap</c>: makes and changes persistent dirty bitmaps.</summary>
internal static class BitmapVerb
{
    private static readonly string[] Actions = ["add", "remove", "clear", "enable", "disable", "merge"];

    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(
            words, "b:f:F:g:", "object=", "image-opts", "add", "remove", "clear", "enable", "disable", "merge=",
            "granularity=g", "source-file=b", "source-format=F");
        if (options.Arguments.Count != 2) throw new ImageException("Expecting filename and bitmap name");
        (string Name, string Value)[] actions = [.. options.All.Where(each => Actions.Contains(each.Name))];
        if (actions.Length == 0)
            throw new ImageException("Need at least one of --add, --remove, --clear, --enable, --disable, or --merge");
        if (options.Has("g") && !options.Has("add")) throw new ImageException("granularity only supported with --add");
        if (options.Has("b") && !options.Has("merge"))
            throw new ImageException("Merge bitmap source file only supported with --merge");
        if (options.Has("F") && !options.Has("b")) throw new ImageException("-F only supported with -b");
        long granularity = options.ValueOf("g") is { } text
            ? ImageSize.Parse(text) ?? throw new ImageException("Invalid granularity specified. You may use k, M, G, T, P or E suffixes for\nqemu-img: kilobytes, megabytes, gigabytes, terabytes, petabytes and exabytes.")
            : 0;
        using OpenedImage opened = ImageOpening.Open(options, options.Arguments[0], new ImageOpenOptions(
            Writable: true, Format: ImageOpening.Format(options.ValueOf("f")), WithBacking: false));
        using OpenedImage? source = options.ValueOf("b") is { } path
            ? ImageOpening.Open(path, new ImageOpenOptions(Format: ImageOpening.Format(options.ValueOf("F")), WithBacking: false))
            : null;
        foreach ((string name, string value) in actions)
            Perform(name, value, options.Arguments[1], granularity, opened, source ?? opened);
        if (opened.Node is Qcow2Image image) ImageOpening.Run(image.CloseAsync());
        return ExitStatus.Success;
    }

    private static void Perform(
        string action, string other, string name, long granularity, OpenedImage opened, OpenedImage source)
    {
        try
        {
            if (opened.Node is not Qcow2Image image) throw CannotStore(action, name, opened.Path);
            ImageOpening.Run(action switch
            {
                "add" => image.AddBitmapAsync(name, granularity, isEnabled: true),
                "remove" => image.RemoveBitmapAsync(name),
                "clear" => image.ClearBitmapAsync(name),
                "enable" or "disable" => image.EnableBitmapAsync(name, action == "enable"),
                _ when source.Node is Qcow2Image from => image.MergeBitmapAsync(name, from, other),
                _ => throw new BlockException(BlockError.InvalidArgument, $"Dirty bitmap '{other}' not found"),
            });
        }
        catch (BlockException e)
        {
            throw new ImageException($"Operation {action} on bitmap {name} failed: {e.Message}");
        }
    }

    private static BlockException CannotStore(string action, string name, string path) => action == "add"
        ? new BlockException(BlockError.Unsupported, $"Can't store persistent bitmaps to {path}: Operation not supported")
        : new BlockException(BlockError.InvalidArgument, $"Dirty bitmap '{name}' not found");
}
