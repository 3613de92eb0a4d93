using Emu.Block.Files;
using Emu.Block.Qcow2;

namespace Emu.Block.Graph;

/// <summary>Options of nodes that decide how something is done and not what: each has its effect, or is refused with the
/// nearest thing that has.</summary>
internal static class ImageTuning
{
    /// <summary>Reads those of a qcow2 image.</summary>
    /// <exception cref="BlockException">A value is wrong, or cannot be had.</exception>
    public static Qcow2OpenOptions Of(BlockOptions description, ImageOpenOptions options)
    {
        long? all = description.TakeNumber("cache-size"), tables = description.TakeNumber("l2-cache-size");
        long? counts = description.TakeNumber("refcount-cache-size");
        if (all is not null && tables is not null && counts is not null)
            throw Wrong("cache-size, l2-cache-size and refcount-cache-size may not be set at the same time");
        if (tables > all) throw Wrong("l2-cache-size may not exceed cache-size");
        if (counts > all) throw Wrong("refcount-cache-size may not exceed cache-size");
        if (all is { } size)
        {
            counts ??= tables is { } given ? size - given : Math.Min(size, 256 << 10);
            tables ??= size - counts;
        }

        // Tables are kept whole, and for as long as there is room: pieces and clocks would change no result.
        if (description.TakeNumber("l2-cache-entry-size") is { } entry && (entry is < 512 or > 2 << 20 || (entry & (entry - 1)) != 0))
            throw Wrong("L2 cache entry size must be a power of two between 512 and the cluster size");
        _ = description.TakeNumber("cache-clean-interval");
        bool checks = TakeOverlapChecks(description);
        bool? requests = description.TakeSwitch("pass-discard-request");
        foreach (string origin in (string[])["pass-discard-snapshot", "pass-discard-other"])
            if (description.TakeSwitch(origin) is { } passes && passes != (requests ?? options.Discards))
                throw Unsupported($"{origin} cannot differ from pass-discard-request; leave it out, or set discard");
        return new Qcow2OpenOptions(
            options.Writable, requests ?? options.Discards, options.IsRepair, options.MetadataOnly,
            description.TakeSwitch("lazy-refcounts"), checks, tables ?? 0, counts ?? 0);
    }

    /// <summary>Reads those of a file.</summary>
    /// <exception cref="BlockException">A value is wrong, or cannot be had.</exception>
    public static FileAccessOptions OfFile(BlockOptions description, FileAccessOptions options)
    {
        string? aio = description.Take("aio");
        if (aio is not (null or "threads" or "native" or "io_uring")) throw Wrong($"Parameter 'aio' does not accept value '{aio}'");
        if (aio == "native" && !options.Direct)
            throw Wrong("aio=native was specified, but it requires cache.direct=on, which was not specified.");
        options = options with { Rings = aio == "io_uring" || (aio is null && options.Rings) };
        _ = description.TakeNumber("aio-max-batch");
        if (description.TakeSwitch("drop-cache") is false)
            throw Unsupported("drop-cache=off is not supported: the host's cache is never dropped; leave it out");
        if (description.TakeSwitch("x-check-cache-dropped") is true)
            throw Unsupported("x-check-cache-dropped=on is not supported; leave it out");
        return description.Take("locking") switch
        {
            null or "auto" => options,
            "on" => options with { IsShared = false },
            "off" => options with { IsShared = true },
            string other => throw Wrong($"Parameter 'locking' does not accept value '{other}'"),
        };
    }

    private static bool TakeOverlapChecks(BlockOptions description)
    {
        string? template = description.Take("overlap-check") ?? description.Take("overlap-check.template");
        BlockOptions parts = description.TakeChild("overlap-check");
        if (template is not (null or "none" or "constant" or "cached" or "all"))
            throw Wrong($"Unsupported value '{template}' for qcow2 option 'overlap-check'. Allowed are any of the following: none, constant, cached, all");
        if (template == "all" || parts.Names.Count != 0)
            throw Unsupported("overlap-check takes none, constant and cached here; the nearest to what was given is cached");
        return template != "none";
    }

    private static BlockException Wrong(string message) => new(BlockError.InvalidArgument, message);

    private static BlockException Unsupported(string message) => new(BlockError.Unsupported, message);
}
