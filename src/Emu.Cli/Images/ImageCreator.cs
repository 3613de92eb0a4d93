using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary>Makes new images.</summary>
internal static class ImageCreator
{
    /// <summary>Makes an image of zeros.</summary>
    /// <exception cref="BlockException">A value is wrong, or the host failed; the message does not name the image.
    /// </exception>
    public static void Create(string path, long size, CreationOptions options)
    {
        if (ImageName.HasProtocol(path) && ImageName.WithoutFile(path) == path)
        {
            CreateOn(path, size, options);
            return;
        }

        path = ImageName.WithoutFile(path);
        using FileNode file = CreateFile(path);
        if (options.IsOverwrittenInPlace) file.TurnOffCopyOnWrite();
        file.HintExtentSize(options.ExtentSizeHint);
        if (options.Format == "raw")
        {
            ImageOpening.Run(file.ResizeAsync((size + 511) & ~511L));
            if (size != 0) Preallocate(file, 0, file.Length, options.Preallocation);
            if (options.Preallocation == Preallocation.Off) StoreFirstBlock(file);
            return;
        }

        Qcow2Creation creation = options.ToQcow2(size);
        if (creation.DataFileName is { } name)
        {
            using FileNode data = CreateFile(ImageName.Resolve(path, name));
            ImageOpening.Run(data.ResizeAsync(creation.Size));
            StoreFirstBlock(data);
            Preallocate(data, 0, data.Length, options.Preallocation);
        }

        ImageOpening.Run(creation.WriteAsync(file));
        // A data file that reads as the disk is used for all of the disk from the start.
        Preallocation wanted = creation.IsDataFileRaw && options.Preallocation == Preallocation.Off
            ? Preallocation.Metadata : options.Preallocation;
        if (wanted == Preallocation.Off) return;
        if (creation.BackingName is not null && !creation.ExtendedLevel2)
            throw new BlockException(
                BlockError.InvalidArgument, "Backing file and preallocation can only be used at the same time if extended_l2 is enabled");
        file.Dispose();
        GiveStorage(path, wanted);
    }

    /// <summary>Gives what was added to an image its storage.</summary>
    /// <param name="opened">The image, which has grown.</param>
    /// <param name="old">Length of its disk before, bytes.</param>
    /// <param name="preallocation">How much storage.</param>
    public static void PreallocateAdded(OpenedImage opened, long old, Preallocation preallocation)
    {
        if (preallocation == Preallocation.Off || opened.HostFile is not { } file) return;
        if (opened.Node is not Qcow2Image image)
        {
            Preallocate(file, old, opened.Node.Length, preallocation);
            return;
        }

        long used = file.Length;
        IReadOnlyList<(long Offset, long Length)> places = ImageOpening.Run(image.PreallocateAsync(old));
        ImageOpening.Run(image.FlushAsync());
        if (image.DataFileName is not null)
        {
            if (image.DataHostFile is { } data) Preallocate(data, old, image.Length, preallocation);
            return;
        }

        ImageOpening.Run(file.ResizeAsync(Math.Max(file.Length, EndOf(places))));
        // Clusters that had a place already may lack storage, too.
        foreach ((long offset, long length) in places) Preallocate(file, offset, offset + length, preallocation);
        Preallocate(file, used, file.Length, preallocation);
    }

    /// <summary>Writes an image into something that is there already and is no file: the disk of a server.</summary>
    private static void CreateOn(string path, long size, CreationOptions options)
    {
        if (options.Preallocation != Preallocation.Off || options.DataFile is not null)
            throw new BlockException(BlockError.Unsupported, "preallocation and data_file need a file; leave them out");
        using OpenedImage opened = ImageOpening.Run(ImageOpener.OpenAsync(path, new ImageOpenOptions(Writable: true, Format: "raw")));
        if (options.Format == "qcow2") ImageOpening.Run(options.ToQcow2(size).WriteAsync(opened.Node));
        else if (opened.Node.Length < size)
            throw new BlockException(BlockError.OutOfRange, $"the disk of {opened.Node.Length} bytes is too short for {size}");
    }

    private static FileNode CreateFile(string path)
    {
        try
        {
            return FileNode.Create(path, default);
        }
        catch (BlockException e)
        {
            throw new BlockException(e.Error, $"Could not create '{path}': {e.Message}", e);
        }
    }

    /// <summary>Gives the first block of a file storage, by which programs find out how direct requests must be aligned.
    /// </summary>
    private static void StoreFirstBlock(FileNode file)
    {
        using IoBuffer block = new(file.Length < 4096 ? 512 : 4096);
        if (file.Length >= block.Length) ImageOpening.Run(file.WriteAsync(0, block.Vector));
    }

    private static void GiveStorage(string path, Preallocation preallocation)
    {
        using OpenedImage opened = ImageOpening.Open("file:" + path, new ImageOpenOptions(Writable: true, Format: "qcow2"));
        Qcow2Image image = (Qcow2Image)opened.Node;
        IReadOnlyList<(long Offset, long Length)> places = ImageOpening.Run(image.PreallocateAsync());
        ImageOpening.Run(image.CloseAsync());
        if (image.DataFileName is not null) return;
        ImageOpening.Run(opened.File.ResizeAsync(Math.Max(opened.File.Length, EndOf(places))));
        Preallocate(opened.HostFile!, 0, opened.File.Length, preallocation);
    }

    private static long EndOf(IReadOnlyList<(long Offset, long Length)> places) =>
        places.Count == 0 ? 0 : places[^1].Offset + places[^1].Length;

    private static void Preallocate(FileNode file, long from, long to, Preallocation preallocation)
    {
        if (to <= from) return;
        if (preallocation == Preallocation.Reserve) file.Reserve(from, to - from);
        if (preallocation != Preallocation.Full) return;
        using IoBuffer zeros = new(1 << 20);
        for (long at = from; at < to;)
        {
            BlockExtent extent = ImageOpening.Run(file.StatusAsync(at, Math.Min(zeros.Length, to - at)));
            if (extent.IsZero) ImageOpening.Run(file.WriteAsync(at, zeros.Vector.Slice(0, extent.Length)));
            at += extent.Length;
        }
    }
}
