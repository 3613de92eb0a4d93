using System.Globalization;
using Emu.Block;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary>The options of <c>-o</c> by which a new image is made, in the order in which they are printed.</summary>
internal sealed class CreationOptions
{
    private static readonly string[] Qcow2Names =
    [
        "encryption", "cluster_size", "extended_l2", "preallocation", "compression_type", "size", "compat", "data_file",
        "data_file_raw", "backing_file", "backing_fmt", "lazy_refcounts", "refcount_bits",
        "nocow", "extent_size_hint",
    ];

    // What QEMU's qcow2 has beside these, all for encryption.
    private static readonly string[] EncryptionNames =
    [
        "encrypt.cipher-alg", "encrypt.cipher-mode", "encrypt.format", "encrypt.hash-alg", "encrypt.iter-time", "encrypt.ivgen-alg",
        "encrypt.ivgen-hash-alg", "encrypt.key-secret",
    ];

    private static readonly string[] RawNames = ["size", "nocow", "preallocation", "extent_size_hint"];

    private readonly Dictionary<string, string> values = [];
    private readonly string[] names;

    /// <param name="format">Format of the new image.</param>
    /// <param name="lists">Values of <c>-o</c>.</param>
    /// <exception cref="ImageException">An option is not there.</exception>
    public CreationOptions(string format, IEnumerable<string> lists)
    {
        Format = format;
        names = format == "qcow2" ? Qcow2Names : RawNames;
        foreach (string each in lists.SelectMany(Split))
        {
            if (each is "help" or "?")
            {
                AsksForHelp = true;
                continue;
            }

            int equals = each.IndexOf('=', StringComparison.Ordinal);
            Set(equals < 0 ? each : each[..equals], equals < 0 ? "on" : each[(equals + 1)..]);
        }
    }

    /// <summary>Format of the new image.</summary>
    public string Format { get; }

    /// <summary>The user wants to know which options there are.</summary>
    public bool AsksForHelp { get; }

    public string? BackingName => values.GetValueOrDefault("backing_file");

    public string? BackingFormat => values.GetValueOrDefault("backing_fmt");

    /// <summary>Name of an external data file; null when there is none.</summary>
    public string? DataFile => values.GetValueOrDefault("data_file");

    /// <summary>Length of the disk; null when it was not given.</summary>
    public long? Size
    {
        get => values.TryGetValue("size", out string? text) ? ParseSize("size", text) : null;
        set => values["size"] = (value ?? 0).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Bytes of the pieces in which the host gives the image storage, where its file system can be told.</summary>
    public uint ExtentSizeHint => (uint)Math.Min(uint.MaxValue, ParseSize("extent_size_hint", values.GetValueOrDefault("extent_size_hint") ?? "1M"));

    /// <summary>The host overwrites the image's blocks in place, where its file system would copy them.</summary>
    public bool IsOverwrittenInPlace => IsOn("nocow");

    /// <summary>How much storage a new image gets at once.</summary>
    public Preallocation Preallocation => ParsePreallocation(
        values.GetValueOrDefault("preallocation"), Format == "qcow2",
        other => $"Parameter 'preallocation' does not accept value '{other}'");

    /// <summary>Reads how much storage an image gets at once.</summary>
    /// <exception cref="ImageException">There is no such amount.</exception>
    public static Preallocation ParsePreallocation(string? text, bool hasMetadata, Func<string, string> describe) => text switch
    {
        null or "off" => Preallocation.Off,
        "metadata" when hasMetadata => Preallocation.Metadata,
        "falloc" => Preallocation.Reserve,
        "full" => Preallocation.Full,
        _ => throw new ImageException(describe(text)),
    };

    /// <summary>The options that were given, in the order in which they are printed.</summary>
    public IEnumerable<(string Name, string Value)> Given =>
        names.Where(values.ContainsKey).Select(name => (name, values[name]));

    /// <summary>Gives an option a value.</summary>
    /// <exception cref="ImageException">There is no such option.</exception>
    public void Set(string name, string value)
    {
        if (Format == "qcow2" && EncryptionNames.Contains(name))
            throw new ImageException($"encrypted images are not supported; leave {name} out, and encrypt the host's file system or disk");
        if (!names.Contains(name)) throw new ImageException($"Invalid parameter '{name}'");
        values[name] = value;
    }

    /// <summary>The options as they are printed when an image is made.</summary>
    public string Describe()
    {
        IEnumerable<string> words = names
            .Select(name => (Name: name, Value: values.GetValueOrDefault(name) ?? DefaultOf(name)))
            .Where(each => each.Value is not null)
            .Select(each => $"{each.Name}={(each.Name == "cluster_size" ? ParseSize(each.Name, each.Value!) : each.Value!.Replace(",", ",,", StringComparison.Ordinal))}");
        return string.Join(" ", words.Prepend($"fmt={Format}"));
    }

    /// <summary>What a qcow2 image with these options is.</summary>
    /// <exception cref="ImageException">A value is not understood.</exception>
    public Qcow2Creation ToQcow2(long size)
    {
        if (IsOn("encryption"))
            throw new BlockException(BlockError.Unsupported, "encrypted images are not supported; leave encryption=on out");
        return CreateQcow2(size);
    }

    private Qcow2Creation CreateQcow2(long size) => new()
    {
        Size = (size + 511) & ~511L,
        Version = values.GetValueOrDefault("compat") switch
        {
            null or "1.1" or "v3" => 3,
            "0.10" or "v2" => 2,
            string other => throw new ImageException($"Parameter 'version' does not accept value '{other}'"),
        },
        ClusterSize = (int)Math.Min(int.MaxValue, ParseSize("cluster_size", values.GetValueOrDefault("cluster_size") ?? "65536")),
        RefcountBits = ParseNumber("refcount_bits", values.GetValueOrDefault("refcount_bits") ?? "16"),
        LazyRefcounts = IsOn("lazy_refcounts"),
        ExtendedLevel2 = IsOn("extended_l2"),
        UsesZstd = values.GetValueOrDefault("compression_type") switch
        {
            null or "zlib" => false,
            "zstd" => true,
            string other => throw new ImageException($"Parameter 'compression-type' does not accept value '{other}'"),
        },
        BackingName = BackingName,
        BackingFormat = BackingFormat,
        DataFileName = DataFile,
        IsDataFileRaw = IsOn("data_file_raw"),
    };

    /// <summary>Prints which options there are.</summary>
    public void PrintHelp()
    {
        Console.Out.WriteLine("Supported options:");
        foreach (string name in names.Where(name => !name.StartsWith("encrypt", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            Console.Out.WriteLine($"  {$"{name}=<{TypeOf(name)}>",-22} - {MeaningOf(name)}");
    }

    private static string TypeOf(string name) => name switch
    {
        "size" or "cluster_size" or "extent_size_hint" => "size",
        "refcount_bits" => "num",
        "data_file_raw" or "extended_l2" or "lazy_refcounts" or "nocow" => "bool (on/off)",
        _ => "str",
    };

    private static string MeaningOf(string name) => name switch
    {
        "backing_file" => "File name of a base image",
        "backing_fmt" => "Image format of the base image",
        "cluster_size" => "qcow2 cluster size",
        "compat" => "Compatibility level (v2 [0.10] or v3 [1.1])",
        "compression_type" => "Compression method used for image cluster compression",
        "data_file" => "File name of an external data file",
        "data_file_raw" => "The external data file must stay valid as a raw image",
        "extended_l2" => "Extended L2 tables",
        "extent_size_hint" => "Extent size hint for the image file, 0 to disable",
        "lazy_refcounts" => "Postpone refcount updates",
        "nocow" => "Turn off copy-on-write (valid only on btrfs)",
        "preallocation" => "Preallocation mode (allowed values: off, metadata, falloc, full)",
        "refcount_bits" => "Width of a reference count entry in bits",
        _ => "Virtual disk size",
    };

    private static List<string> Split(string list)
    {
        List<string> parts = [];
        string part = "";
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i] != ',') part += list[i];
            else if (i + 1 < list.Length && list[i + 1] == ',') part += list[i++];
            else
            {
                parts.Add(part);
                part = "";
            }
        }

        if (part.Length != 0) parts.Add(part);
        return parts;
    }

    private static long ParseSize(string name, string text) => ImageSize.Parse(text)
        ?? throw new ImageException(
            $"Parameter '{name}' expects a non-negative number below 2^64\n" +
            "Optional suffix k, M, G, T, P or E means kilo-, mega-, giga-, tera-, peta-\nand exabytes, respectively.");

    private static int ParseNumber(string name, string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new ImageException($"Parameter '{name}' expects a number");

    private string? DefaultOf(string name) => Format != "qcow2" ? null : name switch
    {
        "cluster_size" => "65536",
        "extended_l2" or "lazy_refcounts" => "off",
        "compression_type" => "zlib",
        "refcount_bits" => "16",
        _ => null,
    };

    private bool IsOn(string name) => values.GetValueOrDefault(name) switch
    {
        null or "off" or "no" or "n" or "false" => false,
        "on" or "yes" or "y" or "true" => true,
        _ => throw new ImageException($"Parameter '{name}' expects 'on' or 'off'"),
    };
}

/// <summary>How much storage a new image gets at once.</summary>
internal enum Preallocation
{
    /// <summary>None.</summary>
    Off,

    /// <summary>Clusters have their places, without storage.</summary>
    Metadata,

    /// <summary>Storage is reserved.</summary>
    Reserve,

    /// <summary>Storage is written.</summary>
    Full,
}
