using System.Diagnostics;
using System.Globalization;
using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Graph;
using Emu.Block.Qcow2;
using Emu.Core.Time;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img bench</c>: sends an image many requests, some at a time, and tells how long they took. As in a
/// machine, requests live on an event loop, and what the host does not have in memory is done by threads.</summary>
internal sealed class BenchVerb
{
    private const string SizeHint =
        "You may use k, M, G, T, P or E suffixes for\nqemu-img: kilobytes, megabytes, gigabytes, terabytes, petabytes and exabytes.";

    private int count = 75_000, depth = 64, size = 4096, step, flushInterval;
    private long offset;
    private byte pattern;
    private bool isWrite, drains;

    // What the requests share; all of them run on the loop's thread.
    private BlockNode node = null!;
    private int left, sinceFlush;
    private BlockException? failure;

    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(
            words, "hc:d:f:ni:o:qs:S:t:wU", "flush-interval=", "image-opts", "pattern=", "no-drain", "force-share=U");
        if (options.Has("h"))
        {
            ImageHelp.Print();
            return ExitStatus.Success;
        }

        BenchVerb bench = new();
        FileAccessOptions access = bench.Read(options);
        if (options.Arguments.Count != 1) throw new ImageException("Expecting one image file name", isUsage: true);
        if (bench is { isWrite: false, flushInterval: not 0 }) throw new ImageException("--flush-interval is only available in write tests");
        if (bench.flushInterval != 0 && bench.flushInterval < bench.depth)
            throw new ImageException("Flush interval can't be smaller than depth");
        string path = options.Arguments[0];
        if (bench.isWrite && options.Has("U"))
            throw new ImageException($"Could not open '{path}': force-share=on can only be used with read-only images");
        if (AsksForNative(options) && !access.Direct)
            throw new ImageException(
                $"Could not open '{path}': aio=native was specified, but it requires cache.direct=on, which was not specified.");
        using OpenedImage opened = ImageOpening.Open(options, path, new ImageOpenOptions(
            Writable: bench.isWrite, Format: ImageOpening.Format(options.ValueOf("f")), File: access));
        bench.Print();
        TimeSpan time = bench.Measure(opened.Node);
        Console.Out.WriteLine($"Run completed in {time.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture)} seconds.");
        if (opened.Node is Qcow2Image image) ImageOpening.Run(image.CloseAsync());
        return ExitStatus.Success;
    }

    private static bool AsksForNative(ImageOptions options) => options.Has("n") || options.ValueOf("i") == "native";

    private FileAccessOptions Read(ImageOptions options)
    {
        count = Number(options, "c", count, 0, "Invalid request count specified");
        // A depth of 0 would wait for ever for requests that are never sent.
        depth = Number(options, "d", depth, 1, "Invalid queue depth specified");
        flushInterval = Number(options, "flush-interval", 0, 0, "Invalid flush interval specified");
        if (options.ValueOf("pattern") is { } text && !byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pattern))
            throw new ImageException("Invalid pattern byte specified");
        if (options.ValueOf("i") is { } aio && aio is not ("threads" or "native" or "io_uring"))
            throw new ImageException($"Invalid aio option: {aio}");
        offset = Bytes(options, "o", 0, long.MaxValue, "offset");
        size = (int)Bytes(options, "s", size, int.MaxValue, "buffer size");
        step = (int)Bytes(options, "S", 0, int.MaxValue, "step_size");
        if (step == 0) step = size;
        isWrite = options.Has("w");
        drains = !options.Has("no-drain");
        try
        {
            FileAccessOptions access = ImageOpening.Cache(options.ValueOf("t"), "", options.Has("U"));
            return access with { Rings = options.ValueOf("i") == "io_uring" };
        }
        catch (ImageException)
        {
            throw new ImageException("Invalid cache mode");
        }
    }

    private static int Number(ImageOptions options, string name, int ifMissing, int least, string fault)
    {
        if (options.ValueOf(name) is not { } text) return ifMissing;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value : throw new ImageException(fault);
    }

    private static long Bytes(ImageOptions options, string name, long ifMissing, long most, string what)
    {
        if (options.ValueOf(name) is not { } text) return ifMissing;
        if (ImageSize.Parse(text) is not { } value || text.StartsWith('-'))
            throw new ImageException($"Invalid {what} specified. {SizeHint}");
        return value <= most ? value : throw new ImageException($"Invalid {what} specified. Must be between 0 and {most}.");
    }

    private void Print()
    {
        Console.Out.WriteLine(
            $"Sending {count} {(isWrite ? "write" : "read")} requests, {size} bytes each, {depth} in parallel " +
            $"(starting at offset {offset}, step size {step})");
        if (flushInterval != 0) Console.Out.WriteLine($"Sending flush every {flushInterval} requests");
    }

    private TimeSpan Measure(BlockNode image)
    {
        node = image;
        using EventLoop loop = new(new MachineClock());
        using IoWorkers workers = new(loop);
        using IoBuffer memory = new(size);
        memory.Span.Fill(pattern);
        long start = Stopwatch.GetTimestamp();
        loop.Run(async () =>
        {
            node.UseWorkers(workers);
            // Between two flushes that wait for all requests is one batch; without such flushes all is one.
            int most = flushInterval != 0 && drains ? flushInterval : Math.Max(count, 1);
            for (int rest = count; rest > 0 && failure is null; rest -= most)
            {
                int batch = Math.Min(most, rest);
                await SendBatchAsync(memory.Vector, batch);
                if (batch == flushInterval && drains) await FlushAsync();
            }

            node.UseWorkers(null);
        });
        if (failure is null) return Stopwatch.GetElapsedTime(start);
        throw new ImageException($"Failed request: {(failure.Error == BlockError.OutOfRange ? "Input/output error" : failure.Message)}");
    }

    /// <summary>Sends a number of requests, some at a time; completes when all have completed, or one has failed.</summary>
    private async ValueTask SendBatchAsync(IoVector memory, int batch)
    {
        left = batch;
        Task[] senders = new Task[Math.Min(depth, batch)];
        for (int i = 0; i < senders.Length; i++) senders[i] = SendAsync(memory);
        foreach (Task sender in senders) await sender;
    }

    /// <summary>Sends one request of the batch behind the other, until none is left or one has failed.</summary>
    private async Task SendAsync(IoVector memory)
    {
        while (left > 0 && failure is null)
        {
            left--;
            long at = offset;
            offset += step;
            if (offset >= node.Length && node.Length != 0) offset %= node.Length;
            try
            {
                await (isWrite ? node.WriteAsync(at, memory) : node.ReadAsync(at, memory));
            }
            catch (BlockException e)
            {
                failure ??= e;
            }

            if (drains || flushInterval == 0 || ++sinceFlush != flushInterval) continue;
            sinceFlush = 0;
            await FlushAsync();
        }
    }

    private async ValueTask FlushAsync()
    {
        try
        {
            await node.FlushAsync();
        }
        catch (BlockException e)
        {
            failure ??= e;
        }
    }
}
