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
        using OpenedImage opened = ImageOpening.Open(options, options.Arguments[0], new ImageOpenOptions(
            Writable: true, Format: ImageOpening.Format(options.ValueOf("f")), WithBacking: false,
            File: ImageOpening.Cache(options.ValueOf("t"), "", shares: false)));
        if (opened.Node is not Qcow2Image image)
            throw new ImageException("Format driver 'raw' does not support option amendment");
        foreach ((string name, string value) in wanted.Given) Amend(image, name, value, wanted);
        ImageOpening.Run(image.CloseAsync());
        return ExitStatus.Success;
    }

    private static void Amend(Qcow2Image image, string name, string value, CreationOptions wanted)
    {
        switch (name)
        {
            case "size":
                ImageOpening.Run(image.ResizeAsync((wanted.Size ?? 0) + 511 & ~511L));
                break;
            case "backing_file":
                ImageOpening.Run(image.ChangeBackingAsync(value.Length == 0 ? null : value, wanted.BackingFormat ?? image.BackingFormat));
                break;
            case "backing_fmt":
                if (image.BackingName is null) throw new ImageException("Cannot set the format of a backing file that is not there");
                ImageOpening.Run(image.ChangeBackingAsync(image.BackingName, value));
                break;
            case "lazy_refcounts":
                ImageOpening.Run(image.SetLazyRefcountsAsync(value is "on"));
                break;
            case "compat" when value is "1.1" or "v3":
                ImageOpening.Run(image.UpgradeAsync());
                break;
            default:
                throw new ImageException($"changing the option '{name}' to '{value}' is not supported; convert the image instead");
        }
    }
}
