namespace Emu.Block.Graph;

/// <summary>Names of images: paths of the host, and how a name in an image's header is meant.</summary>
public static class ImageName
{
    private const string File = "file:", Json = "json:", Debug = "blkdebug:";

    /// <summary>The path that a name in an image's header stands for: beside the image, unless it is absolute.</summary>
    /// <param name="image">Path of the image whose header has the name.</param>
    /// <param name="name">The name in the header.</param>
    /// <exception cref="BlockException">It is a protocol, or a description in JSON that reaches more than a file's name
    /// can: only what the user wrote decides which other resources are opened.</exception>
    public static string Resolve(string image, string name)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(name);
        string path = WithoutFile(name);
        if (path.StartsWith(Json, StringComparison.Ordinal) && BlockOptions.ParseJson(path[Json.Length..]).NamesFilesOnly) return path;
        if (HasProtocol(path))
            throw new BlockException(
                BlockError.Unsupported, $"the image names '{name}', which is not a file; open that by its own name");
        if (path.StartsWith('/')) return path;
        int slash = image.LastIndexOf('/');
        return slash < 0 ? path : image[..(slash + 1)] + path;
    }

    /// <summary>True for names that begin as <c>nbd:</c> or <c>json:</c> do, before any slash.</summary>
    public static bool HasProtocol(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int colon = name.IndexOf(':', StringComparison.Ordinal), slash = name.IndexOf('/', StringComparison.Ordinal);
        return colon > 0 && (slash < 0 || colon < slash);
    }

    /// <summary>A path without the protocol <c>file:</c>.</summary>
    public static string WithoutFile(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(File, StringComparison.Ordinal) ? name[File.Length..] : name;
    }

    /// <summary>The description that a name which the user wrote stands for.</summary>
    /// <exception cref="BlockException">It begins with a protocol that is not there, or is no description.</exception>
    public static BlockOptions Describe(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.StartsWith(Json, StringComparison.Ordinal)) return BlockOptions.ParseJson(name[Json.Length..]);
        if (!HasProtocol(name)) return BlockOptions.OfName(name);
        string protocol = name[..name.IndexOf(':', StringComparison.Ordinal)];
        BlockOptions options = new();
        switch (protocol)
        {
            case "file":
                options.SetDefault("file.driver", "file");
                options.SetDefault("file.filename", name);
                return options;
            case "nbd" or "nbd+tcp" or "nbd+unix":
                options.SetDefault("file.driver", "nbd");
                options.SetDefault("file.uri", name);
                return options;
            case "null-co" or "null-aio":
                options.SetDefault("file.driver", protocol);
                return options;
            case "blkdebug":
                int image = name.IndexOf(':', Debug.Length);
                if (image < 0) throw new BlockException(BlockError.InvalidArgument, "blkdebug requires both config file and image path");
                options.SetDefault("file.driver", "blkdebug");
                options.SetDefault("file.config", name[Debug.Length..image]);
                options.SetDefault("file.image.filename", name[(image + 1)..]);
                return options;
            default:
                throw new BlockException(BlockError.Unsupported, $"Unknown protocol '{protocol}'");
        }
    }

    /// <summary>How an image's name is shown: a description that only names a file as that file's name.</summary>
    internal static string Plain(string name)
    {
        if (name.StartsWith(File, StringComparison.Ordinal))
            return HasProtocol(WithoutFile(name)) ? "./" + WithoutFile(name) : WithoutFile(name);
        if (!name.StartsWith(Json, StringComparison.Ordinal)) return name;
        BlockOptions options = BlockOptions.ParseJson(name[Json.Length..]);
        return ImageOpener.NameOf(options);
    }
}
