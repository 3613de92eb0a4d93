using System.Collections.Concurrent;
using System.IO.Pipes;
using Emu.Core.Time;

namespace Emu.Core.Tests;

public sealed class EventLoopTests : IDisposable
{
    private const ulong Millisecond = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EventLoop loop = new(new MachineClock());

    public void Dispose() => loop.Dispose();

    [Fact]
    public void What_work_on_another_thread_throws_comes_to_who_waits_for_it()
    {
        using EventLoop events = new(new MachineClock());
        Assert.Equal("no", Assert.Throws<IOException>(() => events.Run(() => throw new IOException("no"))).Message);
        Assert.Equal("later", Assert.Throws<IOException>(() => events.Run(async () =>
        {
            await Task.Yield();
            throw new IOException("later");
        })).Message);
    }

    [Fact]
    public void Posted_work_runs_in_order_on_one_thread()
    {
        List<(int Number, int Thread)> ran = [];
        using CountdownEvent done = new(100);
        for (int i = 0; i < 100; i++)
        {
            int number = i;
            loop.Post(() =>
            {
                ran.Add((number, Environment.CurrentManagedThreadId));
                done.Signal();
            });
        }

        Assert.True(done.Wait(Patience));
        Assert.Equal(Enumerable.Range(0, 100), ran.Select(entry => entry.Number));
        Assert.Single(ran.Select(entry => entry.Thread).Distinct());
        Assert.NotEqual(Environment.CurrentManagedThreadId, ran[0].Thread);
    }

    [Fact]
    public void An_exception_in_a_callback_reaches_the_owner_and_ends_the_loop()
    {
        using BlockingCollection<Exception> failures = [];
        using EventLoop failing = new(new MachineClock()) { Failed = failures.Add };
        using EventLoop sibling = failing.CreateSibling("sibling");
        failing.Post(() => throw new InvalidDataException("first"));
        Assert.True(failures.TryTake(out Exception? first, Patience));
        Assert.IsType<InvalidDataException>(first);
        // Nobody waits for a loop that has ended.
        failing.Run(() => throw new InvalidOperationException("never called"));
        sibling.CreateTask(() => throw new InvalidDataException("second")).Set();
        Assert.True(failures.TryTake(out Exception? second, Patience));
        Assert.Equal("second", second.Message);
    }

    [Fact]
    public void A_loop_that_always_has_something_to_do_still_looks_at_descriptors()
    {
        using AnonymousPipeServerStream source = new(PipeDirection.Out);
        using AnonymousPipeClientStream sink = new(PipeDirection.In, source.ClientSafePipeHandle);
        using ManualResetEventSlim seen = new();
        LoopTask busy = null!;
        busy = loop.CreateTask(() =>
        {
            if (!seen.IsSet) busy.Set();
        });
        loop.Watch((int)sink.SafePipeHandle.DangerousGetHandle(), seen.Set).Enable();
        busy.Set();
        source.WriteByte(1);
        Assert.True(seen.Wait(Patience));
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_deadlines_and_never_early()
    {
        List<(string Name, ulong Late)> fired = [];
        using CountdownEvent done = new(2);
        ulong now = loop.Clock.Nanoseconds;
        // On the loop's thread: neither can fire before both are there, however late that is.
        loop.Post(() =>
        {
            Make("second", now + (20 * Millisecond));
            Make("first", now + (5 * Millisecond));
        });
        Assert.True(done.Wait(Patience));
        Assert.Equal(["first", "second"], fired.Select(entry => entry.Name));

        void Make(string name, ulong deadline) => loop.CreateTimer(() =>
        {
            Assert.True(loop.Clock.Nanoseconds >= deadline);
            fired.Add((name, loop.Clock.Nanoseconds - deadline));
            done.Signal();
        }).Set(deadline);
    }

    [Fact]
    public void A_deadline_in_the_past_fires_once_and_a_cancelled_one_never()
    {
        using ManualResetEventSlim done = new();
        int count = 0;
        MachineTimer never = loop.CreateTimer(() => count += 100);
        never.Set(loop.Clock.Nanoseconds + (50 * Millisecond));
        never.Cancel();
        loop.CreateTimer(() => count++).Set(0);
        loop.CreateTimer(done.Set).Set(loop.Clock.Nanoseconds + (100 * Millisecond));
        Assert.True(done.Wait(Patience));
        Assert.Equal(1, count);
    }

    [Fact]
    public void A_watched_pipe_is_reported_while_it_has_data_and_the_watch_is_enabled()
    {
        using AnonymousPipeServerStream source = new(PipeDirection.Out);
        using AnonymousPipeClientStream sink = new(PipeDirection.In, source.ClientSafePipeHandle);
        using SemaphoreSlim seen = new(0);
        DescriptorWatch watch = null!;
        watch = loop.Watch((int)sink.SafePipeHandle.DangerousGetHandle(), () =>
        {
            watch.Disable();
            seen.Release();
        });
        source.Write([1, 2]);
        watch.Enable();
        Assert.True(seen.Wait(Patience));
        watch.Enable();
        Assert.True(seen.Wait(Patience));
        sink.ReadExactly(new byte[2]);
        watch.Dispose();
    }

    [Fact]
    public void After_dispose_nothing_is_called()
    {
        EventLoop stopped = new(new MachineClock());
        bool ran = false;
        stopped.Dispose();
        stopped.Post(() => ran = true);
        stopped.CreateTimer(() => ran = true).Set(0);
        stopped.Dispose();
        Assert.False(ran);
    }
}
