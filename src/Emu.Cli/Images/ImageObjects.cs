using Emu.Block;
using Emu.Block.Graph;

namespace Emu.Cli.Images;

/// <summary>What <c>--object</c> makes for image commands: <c>throttle-group</c>.</summary>
internal static class ImageObjects
{
    /// <summary>The groups of limits that a command line makes, by their ids.</summary>
    /// <exception cref="ImageException">An object is of another type, or an option of it is wrong.</exception>
    public static Dictionary<string, ThrottleGroup> Read(ImageOptions given)
    {
        Dictionary<string, ThrottleGroup> groups = [];
        foreach (string text in given.ValuesOf("object"))
        {
            int comma = text.IndexOf(',', StringComparison.Ordinal);
            string type = comma < 0 ? text : text[..comma];
            BlockOptions options = BlockOptions.ParseList(comma < 0 ? "" : text[(comma + 1)..]);
            string id = options.Take("id") ?? throw new ImageException("Parameter 'id' is missing");
            if (type != "throttle-group")
                throw new ImageException($"the object type '{type}' is not supported; there is throttle-group");
            groups[id] = Create(options);
            if (options.Names.FirstOrDefault() is { } left)
                throw new ImageException($"Property 'throttle-group.{left}' not found");
        }

        return groups;
    }

    private static ThrottleGroup Create(BlockOptions options)
    {
        try
        {
            return ThrottleGroup.Of(options);
        }
        catch (BlockException e)
        {
            throw new ImageException(e.Message);
        }
    }
}
