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

    /// <summary>A model of a device with a queue: what is asked for is never done inside a drained section and never
    /// forgotten, in any interleaving.</summary>
    [Fact]
    public void No_interleaving_of_kicks_and_drained_sections_loses_a_kick_or_serves_one_inside() =>
        Gen.Int[0, 5].Array[1, 60].Sample(
            steps =>
            {
                using EventLoop own = new(new MachineClock());
                int asked = 0, served = 0, inside = 0, depth = 0;
                LoopTask task = own.CreateTask(() =>
                {
                    if (depth != 0) inside++;
                    served = Volatile.Read(ref asked);
                });
                foreach (int step in steps)
                {
                    switch (step)
                    {
                        case 0 or 1: Kick(); break;
                        case 2: own.Post(() => Begin()); break;
                        case 3: own.Post(() => End()); break;
                        case 4: own.Post(Kick); break;
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

                void Kick()
                {
                    Interlocked.Increment(ref asked);
                    task.Set();
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
        Assert.Throws<AggregateException>(() => loop.Run(() => throw new InvalidOperationException("x")));
        EventLoop other = new(new MachineClock());
        other.Post(() => { });
        TaskCompletionSource never = new();
        Thread waiter = new(() => other.Run(() => new ValueTask(never.Task)));
        waiter.Start();
        other.Dispose();
        Assert.True(waiter.Join(Patience));
    }

    private void OnLoop(Action action) => loop.Run(() =>
    {
        action();
        return default;
    });
}
