using Emu.Block;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img dd</c>: copies blocks of one image into a new one.</summary>
internal static class DdVerb
{
    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(words, "f:O:U", "object=", "image-opts", "force-share=U");
        Dictionary<string, string> operands = [];
        foreach (string word in options.Arguments)
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? word : word[..equals];
            if (equals < 0 || name is not ("bs" or "count" or "if" or "of" or "skip"))
                throw new ImageException($"unrecognized operand {word}");
            operands[name] = word[(equals + 1)..];
        }

        if (!operands.TryGetValue("if", out string? source) || !operands.TryGetValue("of", out string? target))
            throw new ImageException("Must specify both input and output files");
        string format = options.ValueOf("O") ?? "raw";
        ImageOpening.CheckTarget(format);
        long block = Number(operands, "bs", 512, 1, int.MaxValue);
        long count = Number(operands, "count", long.MaxValue, 0, long.MaxValue);
        long skip = Number(operands, "skip", 0, 0, long.MaxValue);
        using OpenedImage opened = ImageOpening.Open(options, source, new ImageOpenOptions(
            Format: ImageOpening.Format(options.ValueOf("f")), File: ImageOpening.Cache(null, "", options.Has("U"))));
        Copy(opened.Node, target, format, Product(skip, block), Product(count, block), (int)block);
        return ExitStatus.Success;
    }

    private static long Product(long one, long other) => one > long.MaxValue / other ? long.MaxValue : one * other;

    private static long Number(Dictionary<string, string> operands, string name, long ifMissing, long least, long most)
    {
        if (!operands.TryGetValue(name, out string? text)) return ifMissing;
        if (ImageSize.Parse(text) is { } value && value >= least && value <= most) return value;
        throw new ImageException($"invalid number: '{text}'");
    }

    private static void Copy(BlockNode source, string target, string format, long skip, long most, int block)
    {
        long length = Math.Min(most, Math.Max(0, source.Length - skip));
        if (skip > source.Length)
            Console.Error.WriteLine("qemu-img: cannot skip to specified offset");
        CreationOptions creation = new(format, []) { Size = length };
        try
        {
            ImageCreator.Create(target, length, creation);
        }
        catch (BlockException e)
        {
            throw new ImageException($"{target}: error while creating output image of type '{format}': {e.Message}");
        }

        using OpenedImage opened = ImageOpening.Open(target, new ImageOpenOptions(Writable: true, Format: format));
        using IoBuffer buffer = new(Math.Max(block, 1 << 20));
        for (long at = 0; at < length;)
        {
            ImageExtents.Found found = ImageExtents.At(source, skip + at, length - at);
            long now = found.Extent.IsZero ? found.Length : Math.Min(found.Length, buffer.Length);
            if (!found.Extent.IsZero)
            {
                ImageOpening.Run(source.ReadAsync(skip + at, buffer.Vector.Slice(0, now)));
                ImageOpening.Run(opened.Node.WriteAsync(at, buffer.Vector.Slice(0, now)));
            }

            at += now;
        }

        if (opened.Node is Qcow2Image image) ImageOpening.Run(image.CloseAsync());
    }
}
