using Emu.Core.Time;

namespace Emu.Block.Tests;

public sealed class IoWorkersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Every_request_completes_once_on_the_loop_however_many_there_are_at_a_time()
    {
        const int Requests = 5_000;
        using EventLoop loop = new(new MachineClock());
        using IoWorkers workers = new(loop);
        using ManualResetEventSlim done = new();
        int[] begun = new int[Requests], ended = new int[Requests];
        int left = Requests;
        bool isOnLoop = true;
        loop.Post(() =>
        {
            for (int i = 0; i < Requests; i++) _ = RunAsync(i);
        });
        Assert.True(done.Wait(Patience));
        Assert.True(isOnLoop);
        Assert.All(begun, count => Assert.Equal(1, count));
        Assert.All(ended, count => Assert.Equal(1, count));

        async Task RunAsync(int number)
        {
            await workers.RunAsync(
                static (in IoArguments all) => Interlocked.Increment(ref ((int[])all.Target)[all.Offset]),
                new IoArguments(begun, number));
            isOnLoop &= loop.IsCurrent;
            ended[number]++;
            if (--left == 0) done.Set();
        }
    }

    [Fact]
    public void A_request_that_comes_when_all_workers_sleep_wakes_one()
    {
        using EventLoop loop = new(new MachineClock());
        using IoWorkers workers = new(loop);
        for (int i = 0; i < 2_000; i++)
        {
            bool hasRun = false;
            loop.Run(async () =>
            {
                await workers.RunAsync(static (in IoArguments all) => ((int[])all.Target)[0]++, new IoArguments(new int[1]));
                hasRun = true;
            });
            Assert.True(hasRun);
        }
    }

    [Fact]
    public void While_the_loop_sleeps_a_worker_completes_its_request_and_does_what_comes_of_it()
    {
        using EventLoop loop = new(new MachineClock());
        using IoWorkers workers = new(loop);
        using ManualResetEventSlim done = new();
        Thread?[] worked = new Thread?[1];
        bool wasOnTurn = true;
        loop.Post(() => _ = ChainAsync());
        Assert.True(done.Wait(Patience), "the loop's thread completed everything");
        Assert.True(wasOnTurn);

        async Task ChainAsync()
        {
            // The loop's thread falls asleep at some time.
            for (bool hasStayed = false; !hasStayed;)
            {
                await WorkAsync();
                Thread before = worked[0]!;
                wasOnTurn &= loop.IsCurrent;
                bool isOnWorker = Thread.CurrentThread == before;
                await WorkAsync();
                hasStayed = isOnWorker && worked[0] == before;
            }

            done.Set();
        }

        ValueTask WorkAsync() => workers.RunAsync(
            static (in IoArguments all) =>
            {
                ((Thread?[])all.Target)[0] = Thread.CurrentThread;
                Thread.Sleep(1);
            },
            new IoArguments(worked));
    }

    [Fact]
    public void Ending_the_workers_waits_for_the_requests_that_are_there()
    {
        const int Requests = 100;
        using EventLoop loop = new(new MachineClock());
        IoWorkers workers = new(loop);
        int[] count = new int[1];
        loop.Run(() =>
        {
            for (int i = 0; i < Requests; i++)
            {
                _ = workers.RunAsync(
                    static (in IoArguments all) =>
                    {
                        Thread.Sleep(1);
                        Interlocked.Increment(ref ((int[])all.Target)[0]);
                    },
                    new IoArguments(count)).AsTask();
            }

            return default;
        });
        workers.Dispose();
        Assert.Equal(Requests, count[0]);
    }
}
