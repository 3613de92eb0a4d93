namespace Emu.Block.Graph;

/// <summary>Names of images: paths of the host, and how a name in an image's header is meant.</summary>
public static class ImageName
{
    /// <summary>The path that a name in an image's header stands for: beside the image, unless it is absolute.</summary>
    /// <param name="image">Path of the image whose header has the name.</param>
    /// <param name="name">The name in the header.</param>
    /// <exception cref="BlockException">It is a protocol or a description in JSON, which a header may not bring: only
    /// what the user wrote decides which other resources are opened.</exception>
    public static string Resolve(string image, string name)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(name);
        string path = name.StartsWith("file:", StringComparison.Ordinal) ? name["file:".Length..] : name;
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
}
