using System.Globalization;
using Emu.Block;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img amend</c>: changes options of an image that exists.</summary>
internal static class AmendVerb
{
    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(words, "o:f:t:pq", "object=", "image-opts", "force");
        if (!options.Has("o")) throw new ImageException("Must specify options (-o)", isUsage: true);
        CreationOptions wanted = new("qcow2", options.ValuesOf("o"));
        if (wanted.AsksForHelp)
        {
            wanted.PrintHelp();
            return ExitStatus.Success;
        }

        if (options.Arguments.Count != 1) throw new ImageException("Expecting one image file name", isUsage: true);
        Check(options, wanted);
        using (OpenedImage opened = Open(options))
        {
            Qcow2Image image = (Qcow2Image)opened.Node;
            foreach ((string name, string value) in wanted.Given) Amend(image, name, value, wanted);
            ImageOpening.Run(image.CloseAsync());
        }

        // The width decides where everything lies in the tables: the image is opened anew behind its change.
        if (wanted.Given.Any(each => each.Name == "refcount_bits")) ChangeWidth(options, wanted.ToQcow2(0).RefcountBits);
        if (wanted.Given.Any(each => each is { Name: "compat", Value: "0.10" or "v2" })) Downgrade(options);
        if (options.Has("p") && !options.Has("q")) Console.Out.WriteLine("    (100.00/100%)\r");
        return ExitStatus.Success;
    }

    private static OpenedImage Open(ImageOptions options)
    {
        OpenedImage opened = ImageOpening.Open(options, options.Arguments[0], new ImageOpenOptions(
            Writable: true, Format: ImageOpening.Format(options.ValueOf("f")), WithBacking: false,
            File: ImageOpening.Cache(options.ValueOf("t"), "", shares: false)));
        if (opened.Node is Qcow2Image) return opened;
        opened.Dispose();
        throw new ImageException("Format driver 'raw' does not support option amendment");
    }

    /// <summary>Refuses what cannot be done before anything is.</summary>
    private static void Check(ImageOptions options, CreationOptions wanted)
    {
        using OpenedImage opened = Open(options);
        Qcow2Image image = (Qcow2Image)opened.Node;
        bool hasBits = wanted.Given.Any(each => each.Name == "refcount_bits");
        string? compat = wanted.Given.FirstOrDefault(each => each.Name == "compat").Value;
        int version = compat is null ? image.Version : compat is "0.10" or "v2" ? 2 : 3;
        int bits = hasBits ? wanted.ToQcow2(0).RefcountBits : image.RefcountBits;
        if (bits is < 1 or > 64 || (bits & (bits - 1)) != 0)
            throw new ImageException("Refcount width must be a power of two and may not exceed 64 bits");
        if (hasBits && version == 2 && bits != 16)
            throw new ImageException("Refcount widths other than 16 bits require compatibility level 1.1 or above (use compat=1.1 or greater)");
    }

    private static void ChangeWidth(ImageOptions options, int bits)
    {
        using OpenedImage opened = Open(options);
        Qcow2Image image = (Qcow2Image)opened.Node;
        if (image.RefcountBits == bits) return;
        bool tells = options.Has("p") && !options.Has("q");
        ImageOpening.Run(image.ChangeRefcountBitsAsync(bits, (done, passes) =>
        {
            if (tells && done != passes)
                Console.Out.Write($"    ({(done * 100.0 / passes).ToString("F2", CultureInfo.InvariantCulture)}/100%)\r");
        }));
    }

    private static void Downgrade(ImageOptions options)
    {
        using OpenedImage opened = Open(options);
        try
        {
            ImageOpening.Run(((Qcow2Image)opened.Node).DowngradeAsync());
        }
        catch (BlockException e) when (e.Error == BlockError.Corrupt)
        {
            string number = e.Message.EndsWith("large", StringComparison.Ordinal) ? "File too large" : "Invalid argument";
            throw new ImageException($"{e.Message}\nqemu-img: Failed to turn zero into data clusters: {number}");
        }
    }

    private static void Amend(Qcow2Image image, string name, string value, CreationOptions wanted)
    {
        switch (name)
        {
            case "size":
                ImageOpening.Run(image.ResizeAsync((wanted.Size ?? 0) + 511 & ~511L));
                break;
            case "backing_file" when value != (image.BackingName ?? ""):
            case "backing_fmt" when value != (image.BackingFormat ?? ""):
                throw new ImageException("Cannot amend the backing file\nYou can use 'qemu-img rebase' instead.");
            case "backing_file" or "backing_fmt":
                break;
            case "lazy_refcounts":
                ImageOpening.Run(image.SetLazyRefcountsAsync(value is "on"));
                break;
            case "refcount_bits" or "compat" when value is not ("1.1" or "v3"):
                break;
            case "compat":
                ImageOpening.Run(image.UpgradeAsync());
                break;
            case "cluster_size" or "compression_type" or "extended_l2" or "preallocation":
                throw new ImageException($"Invalid parameter '{name}'\nThis option is only supported for image creation");
            default:
                throw new ImageException($"changing the option '{name}' to '{value}' is not supported; convert the image instead");
        }
    }
}
