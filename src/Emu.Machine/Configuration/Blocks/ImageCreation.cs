using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Qcow2;
using Emu.Model.Options;

namespace Emu.Machine.Configuration.Blocks;

/// <summary>Makes empty images: <c>blockdev-create</c>. For a thread that may wait.</summary>
/// <param name="nodes">The block nodes of the machine.</param>
internal sealed class ImageCreation(BlockNodes nodes)
{
    /// <summary>Names of the formats that can be made.</summary>
    public static IReadOnlyList<string> Drivers { get; } = ["file", "qcow2", "raw"];

    /// <summary>Makes one.</summary>
    /// <exception cref="OptionException">The options are wrong.</exception>
    /// <exception cref="BlockException">The host failed.</exception>
    public void Create(OptionTree options)
    {
        OptionTree rest = options.Copy();
        string driver = rest.Take("driver") ?? throw new OptionException("Parameter 'driver' is missing");
        long size = rest.Take("size") is { } text ? OptionReader.Size<long>("size", OptionValue.OfText(text))
            : throw new OptionException("Parameter 'size' is missing");
        switch (driver)
        {
            case "file":
                CreateFile(rest, size);
                break;
            case "raw" or "qcow2":
                string file = rest.Take("file") ?? throw new OptionException("Parameter 'file' is missing");
                BlockNode node = nodes.BeginWriting(file);
                try
                {
                    if (driver == "raw") CreateRaw(node, rest, size);
                    else CreateQcow2(node, rest, size);
                }
                finally
                {
                    nodes.EndWriting(file);
                }

                break;
            default:
                throw new OptionException("Driver does not support blockdev-create");
        }
    }

    private static void CreateRaw(BlockNode file, OptionTree rest, long size)
    {
        CheckAllTaken(rest);
        Wait(file.ResizeAsync(size));
    }

    private static void CreateFile(OptionTree rest, long size)
    {
        string name = rest.Take("filename") ?? throw new OptionException("Parameter 'filename' is missing");
        CheckAllTaken(rest);
        using FileNode file = FileNode.Create(name, new FileAccessOptions());
        Wait(file.ResizeAsync(size));
    }

    private static void CreateQcow2(BlockNode file, OptionTree rest, long size)
    {
        Qcow2Creation wanted = new()
        {
            Size = size,
            Version = rest.Take("version") switch
            {
                null or "v3" => 3,
                "v2" => 2,
                { } other => throw new OptionException($"Parameter 'version' does not accept value '{other}'"),
            },
            ClusterSize = rest.Take("cluster-size") is { } cluster
                ? OptionReader.Size<int>("cluster-size", OptionValue.OfText(cluster)) : 65536,
            RefcountBits = rest.Take("refcount-bits") is { } bits
                ? OptionReader.Integer<int>("refcount-bits", OptionValue.OfText(bits)) : 16,
            LazyRefcounts = IsOn(rest, "lazy-refcounts"),
            ExtendedLevel2 = IsOn(rest, "extended-l2"),
            UsesZstd = rest.Take("compression-type") is "zstd",
            BackingName = rest.Take("backing-file"),
            BackingFormat = rest.Take("backing-fmt"),
        };
        CheckAllTaken(rest);
        Wait(file.ResizeAsync(0));
        Wait(wanted.WriteAsync(file));
    }

    private static bool IsOn(OptionTree rest, string name) =>
        rest.Take(name) is { } text && OptionReader.Boolean(name, OptionValue.OfText(text));

    private static void CheckAllTaken(OptionTree rest)
    {
        if (rest.Members is [var first, ..]) throw new OptionException($"Parameter '{first.Key}' is unexpected");
    }

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
