using System.IO.Pipes;
using CsCheck;
using Emu.Core.Time;

namespace Emu.Core.Tests;

public sealed class LoopTaskTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EventLoop loop = new(new MachineClock());

    public void Dispose() => loop.Dispose();

    [Fact]
    public void Settings_before_the_run_are_one_run()
    {
        int runs = 0;
        LoopTask task = loop.CreateTask(() => runs++);
        loop.Run(() =>
        {
            for (int i = 0; i < 10; i++) task.Set();
            return default;
        });
        loop.Run(() => default);
        Assert.Equal(1, runs);
    }

    [Fact]
    public void A_setting_during_the_run_is_another_run()
    {
        int runs = 0;
        LoopTask task = null!;
        task = loop.CreateTask(() =>
        {
            if (++runs < 5) task.Set();
        });
        task.Set();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref runs) == 5, Patience));
    }

    [Fact]
    public void What_was_written_before_a_setting_is_seen_by_a_run_whatever_the_threads()
    {
        const int PerThread = 20_000;
        long produced = 0, seen = 0;
        LoopTask task = loop.CreateTask(() => Volatile.Write(ref seen, Volatile.Read(ref produced)));
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < PerThread; i++)
            {
                Interlocked.Increment(ref produced);
                task.Set();
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref seen) == 3 * PerThread, Patience));
    }

    [Fact]
    public void A_masked_task_does_not_run_and_runs_once_when_it_is_unmasked_even_if_nobody_set_it()
    {
        int runs = 0;
        LoopTask task = loop.CreateTask(() => runs++);
        OnLoop(task.Mask);
        OnLoop(task.Mask);
        task.Set();
        OnLoop(task.Unmask);
        OnLoop(() => { });
        Assert.Equal(0, runs);
        OnLoop(task.Unmask);
        OnLoop(() => { });
        Assert.Equal(1, runs);
        OnLoop(task.Mask);
        OnLoop(task.Unmask);
        OnLoop(() => { });
        Assert.Equal(2, runs);
        OnLoop(() => Assert.Throws<InvalidOperationException>(task.Unmask));
    }

    [Fact]
    public void A_task_that_may_runs_on_the_caller_while_the_loop_sleeps_and_what_it_sets_runs_too()
    {
        BeLikeACpu();
        Thread? ranOn = null;
        int followed = 0;
        LoopTask next = loop.CreateTask(() => Interlocked.Increment(ref followed));
        LoopTask task = loop.CreateTask(
            () =>
            {
                Assert.True(loop.IsCurrent);
                ranOn = Thread.CurrentThread;
                next.Set();
            }, mayRunAnywhere: true);
        OnLoop(() => { });
        // The loop's thread goes to sleep at some time.
        Assert.True(SpinWait.SpinUntil(() => RunsHere(), Patience));
        Assert.False(loop.IsCurrent);
        int before = Volatile.Read(ref followed);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref followed) > 0, Patience), $"{before}");

        bool RunsHere()
        {
            ranOn = null;
            task.SetOrRun();
            return ranOn == Thread.CurrentThread;
        }
    }

    [Fact]
    public void What_a_borrower_sets_that_follows_it_runs_behind_it_on_the_same_thread()
    {
        BeLikeACpu();
        List<(string What, Thread Thread)> runs = [];
        LoopTask follower = loop.CreateTask(() => runs.Add(("follower", Thread.CurrentThread)), followsItsSetter: true);
        LoopTask task = loop.CreateTask(
            () =>
            {
                follower.Set();
                follower.Set();
                runs.Add(("task", Thread.CurrentThread));
            }, mayRunAnywhere: true);
        OnLoop(() => { });
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                OnLoop(runs.Clear);
                task.SetOrRun();
                OnLoop(() => { });
                OnLoop(() => { });
                return runs[0].Thread == Thread.CurrentThread;
            }, Patience));
        Assert.Equal([("task", Thread.CurrentThread), ("follower", Thread.CurrentThread)], runs);
        OnLoop(() =>
        {
            runs.Clear();
            follower.Set();
        });
        OnLoop(() => { });
        OnLoop(() => { });
        Assert.NotEqual(Thread.CurrentThread, Assert.Single(runs).Thread);
    }

    [Fact]
    public void A_task_never_runs_on_a_thread_whose_context_would_take_what_it_awaits()
    {
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        int here = 0, runs = 0;
        Thread caller = Thread.CurrentThread;
        LoopTask task = loop.CreateTask(
            () =>
            {
                if (Thread.CurrentThread == caller) here++;
                runs++;
            }, mayRunAnywhere: true);
        for (int i = 0; i < 100; i++)
        {
            int number = i;
            task.SetOrRun();
            // What is posted then may be done before the task is.
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref runs) == number + 1, Patience));
        }

        SynchronizationContext.SetSynchronizationContext(null);
        Assert.Equal((0, 100), (here, runs));
    }

    [Fact]
    public void What_a_thread_has_posted_before_runs_before_the_task_that_it_sets()
    {
        BeLikeACpu();
        const int Times = 2_000;
        int posted = -1, late = 0, runs = 0;
        LoopTask task = loop.CreateTask(
            () =>
            {
                if (posted != runs) late++;
                Volatile.Write(ref runs, runs + 1);
            }, mayRunAnywhere: true);
        for (int i = 0; i < Times; i++)
        {
            int number = i;
            loop.Post(() => posted = number);
            task.SetOrRun();
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref runs) == number + 1, Patience));
        }

        Assert.Equal(0, late);
    }

    [Fact]
    public void A_task_that_may_not_never_runs_on_the_caller()
    {
        int here = 0, runs = 0;
        Thread caller = Thread.CurrentThread;
        LoopTask task = loop.CreateTask(() =>
        {
            if (Thread.CurrentThread == caller) here++;
            runs++;
        });
        for (int i = 0; i < 100; i++)
        {
            int number = i;
            task.SetOrRun();
            // What is posted then may be done before the task is.
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref runs) == number + 1, Patience));
        }

        Assert.Equal((0, 100), (here, runs));
    }

    [Fact]
    public void Callbacks_never_overlap_whatever_threads_they_run_on()
    {
        const int PerThread = 20_000;
        long asked = 0, seen = 0;
        int inside = 0, overlaps = 0;
        LoopTask task = loop.CreateTask(
            () => Guarded(() => Volatile.Write(ref seen, Volatile.Read(ref asked))), mayRunAnywhere: true);
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(number => new Thread(() =>
        {
            for (int i = 0; i < PerThread; i++)
            {
                Interlocked.Increment(ref asked);
                task.SetOrRun();
                if (number == 0) loop.Post(() => Guarded(() => { }));
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref seen) == 3 * PerThread, Patience));
        Assert.Equal(0, overlaps);

        void Guarded(Action work)
        {
            if (Interlocked.Increment(ref inside) != 1) overlaps++;
            work();
            Interlocked.Decrement(ref inside);
        }
    }

    [Fact]
    public void An_exception_on_the_caller_reaches_the_owner_and_ends_the_loop()
    {
        BeLikeACpu();
        Exception? told = null;
        using EventLoop own = new(new MachineClock()) { Failed = error => told = error };
        Thread? ranOn = null;
        LoopTask task = own.CreateTask(
            () =>
            {
                ranOn = Thread.CurrentThread;
                if (ranOn.Name != "event loop") throw new InvalidOperationException("broken");
            }, mayRunAnywhere: true);
        own.Run(() => default);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                task.SetOrRun();
                return told is not null;
            }, Patience));
        Assert.Equal(Thread.CurrentThread, ranOn);
        int runs = 0;
        own.Post(() => runs++);
        own.Dispose();
        Assert.Equal(0, runs);
    }

    /// <summary>A model of a device with a queue: what is asked for is never done inside a drained section and never
    /// forgotten, in any interleaving.</summary>
    [Fact]
    public void No_interleaving_of_kicks_and_drained_sections_loses_a_kick_or_serves_one_inside() =>
        Gen.Int[0, 5].Array[1, 60].Sample(
            steps =>
            {
                BeLikeACpu();
                using EventLoop own = new(new MachineClock());
                int asked = 0, served = 0, inside = 0, depth = 0;
                LoopTask task = own.CreateTask(() =>
                {
                    if (depth != 0) inside++;
                    served = Volatile.Read(ref asked);
                }, mayRunAnywhere: true);
                foreach (int step in steps)
                {
                    switch (step)
                    {
                        case 0 or 1: Kick(step == 0); break;
                        case 2: own.Post(() => Begin()); break;
                        case 3: own.Post(() => End()); break;
                        case 4: own.Post(() => Kick(mayRun: true)); break;
                        default: own.Run(() => default); break;
                    }
                }

                own.Run(() =>
                {
                    while (depth != 0) End();
                    return default;
                });
                own.Run(() => default);
                return inside == 0 && served == asked;

                void Kick(bool mayRun)
                {
                    Interlocked.Increment(ref asked);
                    if (mayRun) task.SetOrRun();
                    else task.Set();
                }

                void Begin()
                {
                    depth++;
                    task.Mask();
                }

                void End()
                {
                    if (depth == 0) return;
                    depth--;
                    task.Unmask();
                }
            },
            iter: 400);

    [Fact]
    public void A_watch_for_writing_is_called_while_there_is_room()
    {
        using AnonymousPipeServerStream source = new(PipeDirection.Out);
        using AnonymousPipeClientStream sink = new(PipeDirection.In, source.ClientSafePipeHandle);
        using SemaphoreSlim seen = new(0);
        DescriptorWatch watch = null!;
        watch = loop.WatchWriting((int)source.SafePipeHandle.DangerousGetHandle(), () =>
        {
            watch.Disable();
            seen.Release();
        });
        watch.Enable();
        Assert.True(seen.Wait(Patience));
        watch.Dispose();
    }

    [Fact]
    public void Timers_of_random_deadlines_fire_in_order_whatever_is_set_anew_or_cancelled() =>
        Gen.Select(Gen.Int[0, 19], Gen.Int[0, 40]).Array[1, 80].Sample(
            steps =>
            {
                using EventLoop own = new(new MachineClock());
                List<int> fired = [];
                ulong?[] wanted = new ulong?[20];
                MachineTimer[] timers = [.. Enumerable.Range(0, 20).Select(i => own.CreateTimer(() => fired.Add(i)))];
                using ManualResetEventSlim done = new();
                own.Run(() =>
                {
                    ulong now = own.Clock.Nanoseconds + 1_000_000;
                    foreach ((int timer, int delay) in steps)
                    {
                        wanted[timer] = delay == 0 ? null : now + ((ulong)delay * 1000);
                        if (wanted[timer] is { } deadline) timers[timer].Set(deadline);
                        else timers[timer].Cancel();
                    }

                    own.CreateTimer(done.Set).Set(now + 100_000);
                    return default;
                });
                Assert.True(done.Wait(Patience));
                own.Run(() => default);
                ulong[] order = [.. fired.Select(i => wanted[i]!.Value)];
                return fired.Count == wanted.Count(each => each is not null) && order.SequenceEqual(order.Order());
            },
            iter: 60);

    [Fact]
    public void Waiting_for_work_gives_its_exception_and_ends_when_the_loop_is_disposed()
    {
        Assert.Throws<InvalidOperationException>(() => loop.Run(() => throw new InvalidOperationException("x")));
        EventLoop other = new(new MachineClock());
        other.Post(() => { });
        TaskCompletionSource never = new();
        Thread waiter = new(() => other.Run(() => new ValueTask(never.Task)));
        waiter.Start();
        other.Dispose();
        Assert.True(waiter.Join(Patience));
    }

    /// <summary>The threads of CPUs have no context that continuations would go to; the test runner's have.</summary>
    private static void BeLikeACpu() => SynchronizationContext.SetSynchronizationContext(null);

    private void OnLoop(Action action) => loop.Run(() =>
    {
        action();
        return default;
    });
}
