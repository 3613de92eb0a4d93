using Emu.Block.Files;
using Emu.Core.Time;

namespace Emu.Block.Tests;

/// <summary>Files whose requests go to the host's kernel (<c>aio=io_uring</c>).</summary>
public sealed class RingRequestsTests : IDisposable
{
    private readonly EventLoop loop = new(new MachineClock());
    private readonly string folder = Directory.CreateTempSubdirectory("emu-ring-").FullName;

    private string FilePath => Path.Combine(folder, "disk");

    public void Dispose()
    {
        loop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [RingFact]
    public void Hundreds_of_requests_at_a_time_read_what_was_written_past_the_hosts_cache()
    {
        const int Pieces = 600, Length = 8192;
        using IoWorkers workers = new(loop);
        using FileNode file = Open(workers, direct: true, Pieces * Length);
        using IoBuffer written = new(Pieces * Length), read = new(Pieces * Length);
        new Random(18).NextBytes(written.Span);
        // More at once than a ring takes: threads do the rest.
        loop.Run(async () => await Task.WhenAll(Enumerable.Range(0, Pieces).Select(piece =>
            file.WriteAsync(piece * Length, written.Vector.Slice(piece * Length, Length)).AsTask())));
        loop.Run(file.FlushAsync);
        loop.Run(async () => await Task.WhenAll(Enumerable.Range(0, Pieces).Select(piece =>
            file.ReadAsync(piece * Length, read.Vector.Slice(piece * Length, Length)).AsTask())));
        Assert.True(written.Span.SequenceEqual(read.Span));
        Assert.True(written.Span.SequenceEqual(File.ReadAllBytes(FilePath)));
    }

    [RingFact]
    public void Requests_complete_on_the_loop_one_by_one()
    {
        using IoWorkers workers = new(loop);
        using FileNode file = Open(workers, direct: true, 1 << 20);
        using IoBuffer memory = new(4096);
        int onLoop = 0;
        for (int i = 0; i < 500; i++)
        {
            loop.Run(async () =>
            {
                await file.ReadAsync(4096 * (i % 256), memory.Vector);
                if (loop.IsCurrent) onLoop++;
            });
        }

        Assert.Equal(500, onLoop);
    }

    [RingFact]
    public void Reads_behind_the_end_give_zeros_and_odd_places_are_read_and_written_as_others()
    {
        using IoWorkers workers = new(loop);
        using FileNode file = Open(workers, direct: true, 5000);
        using IoBuffer memory = new(8192);
        memory.Span.Fill(7);
        loop.Run(() => file.WriteAsync(4700, memory.Vector.Slice(0, 300)));
        loop.Run(() => file.ReadAsync(0, memory.Vector.Slice(0, 5000)));
        Assert.False(memory.Span[..4700].ContainsAnyExcept((byte)0));
        Assert.False(memory.Span[4700..5000].ContainsAnyExcept((byte)7));
        memory.Span.Fill(9);
        loop.Run(() => file.ReadAsync(4701, memory.Vector.Slice(1, 299)));
        Assert.False(memory.Span[1..300].ContainsAnyExcept((byte)7));
        Assert.Equal((9, 9), (memory.Span[0], memory.Span[300]));
    }

    [RingFact]
    public void A_file_in_the_hosts_cache_keeps_what_is_written_and_flushed()
    {
        using IoWorkers workers = new(loop);
        using FileNode file = Open(workers, direct: false, 1 << 20);
        using IoBuffer memory = new(64 << 10);
        new Random(19).NextBytes(memory.Span);
        loop.Run(async () =>
        {
            for (int i = 0; i < 16; i++)
            {
                await file.WriteAsync(i * memory.Length, memory.Vector);
                await file.FlushAsync();
            }
        });
        byte[] there = File.ReadAllBytes(FilePath);
        for (int i = 0; i < 16; i++) Assert.True(memory.Span.SequenceEqual(there.AsSpan(i * memory.Length, memory.Length)));
    }

    [RingFact]
    public void Ending_the_workers_waits_for_the_kernel()
    {
        const int Requests = 200, Length = 64 << 10;
        byte[] content = new byte[Requests * Length];
        new Random(20).NextBytes(content);
        IoWorkers workers = new(loop);
        FileNode file = Open(workers, direct: true, content.Length);
        using IoBuffer memory = new(content.Length);
        File.WriteAllBytes(FilePath, content);
        loop.Run(() =>
        {
            for (int i = 0; i < Requests; i++) _ = file.ReadAsync(i * Length, memory.Vector.Slice(i * Length, Length)).AsTask();
            return default;
        });
        loop.Dispose();
        workers.Dispose();
        Assert.True(memory.Span.SequenceEqual(content));
        file.Dispose();
    }

    private FileNode Open(IoWorkers workers, bool direct, long length)
    {
        using (FileStream made = File.Create(FilePath)) made.SetLength(length);
        FileNode file = FileNode.Open(FilePath, writable: true, new FileAccessOptions(direct, Rings: true));
        file.UseWorkers(workers);
        return file;
    }
}
