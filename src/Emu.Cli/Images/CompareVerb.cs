using Emu.Block;
using Emu.Block.Graph;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img compare</c>: exit status 1 for images that differ, above that for failures.</summary>
internal static class CompareVerb
{
    private const int Different = 1, Failed = 2, Unreadable = 4;
    private const int ChunkSize = 1 << 20;

    public static int Run(string[] words)
    {
        try
        {
            return Compare(words);
        }
        catch (ImageException e) when (!e.IsUsage && e.Status != Unreadable)
        {
            throw new ImageException(e.Message, status: Failed);
        }
        catch (BlockException e)
        {
            throw new ImageException(e.Message, status: Failed);
        }
    }

    private static int Compare(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(words, "f:F:T:pqsU", "object=", "image-opts", "force-share=U");
        if (options.Arguments.Count != 2) throw new ImageException("Expecting two image file names", isUsage: true, Failed);
        using OpenedImage one = Open(options.Arguments[0], options.ValueOf("f"), options);
        using OpenedImage two = Open(options.Arguments[1], options.ValueOf("F"), options);
        bool isQuiet = options.Has("q"), isStrict = options.Has("s");
        if (isStrict && one.Node.Length != two.Node.Length) return Tell(isQuiet, "Strict mode: Image size mismatch!");
        long common = Math.Min(one.Node.Length, two.Node.Length);
        if (FindDifference(one, two, common, isStrict) is { } difference) return Tell(isQuiet, difference);
        if (one.Node.Length != two.Node.Length)
        {
            OpenedImage longer = one.Node.Length > two.Node.Length ? one : two;
            long? offset = null;
            ImageException? failure = null;
            try
            {
                offset = FindNonZero(longer, common);
            }
            catch (ImageException e)
            {
                Console.Error.WriteLine($"{ImageCommands.ProgramName}: {e.Message}");
                failure = e;
            }

            if (!isQuiet) Console.Out.WriteLine("Warning: Image size mismatch!");
            if (failure is not null) return failure.Status;
            if (offset is not null) return Tell(isQuiet, $"Content mismatch at offset {offset}!");
        }

        if (!isQuiet) Console.Out.WriteLine("Images are identical.");
        return ExitStatus.Success;
    }

    private static OpenedImage Open(string path, string? format, ImageOptions options) => ImageOpening.Open(
        options, path, new ImageOpenOptions(
            Format: ImageOpening.Format(format),
            File: ImageOpening.Cache(options.ValueOf("T"), "source ", options.Has("U"))));

    private static int Tell(bool isQuiet, string message)
    {
        if (!isQuiet) Console.Out.WriteLine(message);
        return Different;
    }

    private static void Read(OpenedImage image, long offset, IoVector target)
    {
        try
        {
            ImageOpening.Run(image.Node.ReadAsync(offset, target));
        }
        catch (BlockException e)
        {
            throw new ImageException($"Error while reading offset {offset} of {image.Path}: {e.Message}", status: Unreadable);
        }
    }

    private static string? FindDifference(OpenedImage one, OpenedImage two, long length, bool isStrict)
    {
        using IoBuffer first = new(ChunkSize), second = new(ChunkSize);
        for (long at = 0; at < length;)
        {
            ImageExtents.Found left = ImageExtents.At(one.Node, at, length - at);
            ImageExtents.Found right = ImageExtents.At(two.Node, at, left.Length);
            long now = Math.Min(left.Length, right.Length);
            if (isStrict && (left.IsPresent, left.Extent.IsZero) != (right.IsPresent, right.Extent.IsZero))
                return $"Strict mode: Offset {at} block status mismatch!";
            if (!left.Extent.IsZero || !right.Extent.IsZero)
            {
                now = Math.Min(now, ChunkSize);
                Read(one, at, first.Vector.Slice(0, now));
                Read(two, at, second.Vector.Slice(0, now));
                int same = first.Span[..(int)now].CommonPrefixLength(second.Span[..(int)now]);
                if (same != now) return $"Content mismatch at offset {(at + same) & ~511L}!";
            }

            at += now;
        }

        return null;
    }

    private static long? FindNonZero(OpenedImage image, long start)
    {
        BlockNode node = image.Node;
        using IoBuffer buffer = new(ChunkSize);
        for (long at = start; at < node.Length;)
        {
            ImageExtents.Found found = ImageExtents.At(node, at, node.Length - at);
            long now = found.Extent.IsZero ? found.Length : Math.Min(found.Length, ChunkSize);
            if (!found.Extent.IsZero)
            {
                Read(image, at, buffer.Vector.Slice(0, now));
                int other = buffer.Span[..(int)now].IndexOfAnyExcept((byte)0);
                if (other >= 0) return (at + other) & ~511L;
            }

            at += now;
        }

        return null;
    }
}
