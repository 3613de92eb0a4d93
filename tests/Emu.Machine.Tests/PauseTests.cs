using Emu.Core.Time;
using Emu.Guest.RiscV.Boards;
using Emu.Machine.Boot;
using Emu.Testing;
using Emu.Testing.Machines;
using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Machine.Tests;

/// <summary>Machines that are paused, and go on.</summary>
public sealed class PauseTests
{
    private const uint Pass = 0x5555;
    private const ulong Scratch = 0x8040_0000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_machine_that_starts_paused_runs_nothing_until_it_is_let_go_on()
    {
        GuestCode code = new();
        code.Finish(Pass);
        using Run run = new(code, options => options with { StartsPaused = true });
        run.WaitUntilPaused();
        Assert.False(run.Ends(TimeSpan.FromMilliseconds(50)));
        Assert.True(run.Machine.Continue());
        Assert.Equal(0, run.WaitForEnd());
        Assert.False(run.Machine.Continue());
    }

    [Fact]
    public void The_guests_time_stands_still_while_the_machine_is_paused()
    {
        GuestCode code = new();
        code.Loop();
        using Run run = new(code);
        run.Machine.RequestPause("");
        run.WaitUntilPaused();
        ulong before = run.Machine.Events.Clock.Nanoseconds;
        Thread.Sleep(20);
        Assert.Equal(before, run.Machine.Events.Clock.Nanoseconds);
        Assert.True(run.Machine.Continue());
        Assert.True(SpinWait.SpinUntil(() => run.Machine.Events.Clock.Nanoseconds > before, Patience));
        run.Machine.RequestShutdown(3);
        Assert.Equal(3, run.WaitForEnd());
    }

    [Fact]
    public void A_running_guest_goes_on_where_it_was()
    {
        GuestCode code = new();
        code.Loop();
        using Run run = new(code, cpus: 2);
        for (int i = 0; i < 20; i++)
        {
            run.Machine.RequestPause("");
            run.WaitUntilPaused();
            Assert.True(run.Machine.Continue());
        }

        run.Machine.RequestShutdown(7);
        Assert.Equal(7, run.WaitForEnd());
    }

    [Fact]
    public void The_end_of_a_paused_machine_needs_no_going_on()
    {
        GuestCode code = new();
        code.Loop();
        List<string> said = [];
        using Run run = new(code, warn: said.Add);
        run.Machine.RequestPause("the disk is full");
        run.WaitUntilPaused();
        run.Machine.RequestQuit(9);
        Assert.Equal(9, run.WaitForEnd());
        Assert.StartsWith("the machine is paused: the disk is full; kill -CONT ", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_guest_that_has_ended_stands_until_it_is_started_anew()
    {
        // The first start powers off, the second one goes round for ever.
        GuestCode code = new();
        code.LoadAddress(S0, Scratch);
        code.Add(Ld(T2, 0, S0), Addi(T1, Zero, 1), Sd(T1, 0, S0));
        int branch = code.Reserve();
        code.Finish(Pass);
        code.Patch(branch, offset => Bne(T2, Zero, offset));
        code.Loop();
        using Run run = new(code, options => options with { StaysOnShutdown = true });
        run.WaitUntilPaused();
        Assert.False(run.Machine.Continue());
        run.Machine.RequestReset();
        Assert.False(run.Ends(TimeSpan.FromMilliseconds(50)));
        run.Machine.RequestQuit(5);
        Assert.Equal(5, run.WaitForEnd());
    }

    [Fact]
    public void A_clock_that_is_paused_fires_no_timer_and_is_late_by_the_pause()
    {
        MachineClock clock = new();
        using EventLoop loop = new(clock);
        using ManualResetEventSlim fired = new();
        MachineTimer timer = loop.CreateTimer(fired.Set);
        clock.Pause();
        timer.Set(clock.Nanoseconds + 1_000_000);
        Assert.False(fired.Wait(TimeSpan.FromMilliseconds(30)));
        clock.Resume();
        Assert.True(fired.Wait(Patience));
    }

    [Fact]
    public void Readers_of_a_clock_never_see_it_go_back()
    {
        MachineClock clock = new();
        bool stops = false;
        ulong lowest = 0;
        Thread reader = new(() =>
        {
            ulong last = 0;
            while (!Volatile.Read(ref stops))
            {
                ulong now = clock.Nanoseconds;
                if (now < last) lowest = last - now;
                last = now;
            }
        });
        reader.Start();
        for (int i = 0; i < 20_000; i++)
        {
            clock.Pause();
            clock.Resume();
        }

        Volatile.Write(ref stops, true);
        reader.Join();
        Assert.Equal(0ul, lowest);
    }

    /// <summary>A machine that runs on a thread of its own.</summary>
    private sealed class Run : IDisposable
    {
        private readonly TemporaryFile kernel;
        private readonly Task<int> task;

        public Run(GuestCode code, Func<MachineOptions, MachineOptions>? change = null, int cpus = 1, Action<string>? warn = null)
        {
            kernel = new TemporaryFile(
                new ElfBuilder() { Entry = GuestRun.Start }.Segment(GuestRun.Start, code.ToArray(), 0x10000).Build());
            MachineOptions options = new()
            {
                CpuCount = cpus,
                Boot = new BootOptions() { KernelPath = kernel.Path },
            };
            Machine = new Machine(VirtBoard.Board, change is null ? options : change(options), (_, _) => new RecordingBackend(), warn);
            task = Task.Run(Machine.Run);
        }

        public Machine Machine { get; }

        public void WaitUntilPaused() => Assert.True(SpinWait.SpinUntil(() => Machine.IsPaused, Patience), "it is not paused");

        public bool Ends(TimeSpan patience) => task.Wait(patience);

        public int WaitForEnd()
        {
            Assert.True(task.Wait(Patience), "the machine does not end");
            return task.Result;
        }

        public void Dispose()
        {
            Machine.RequestQuit(-1);
            task.Wait(Patience);
            Machine.Dispose();
            kernel.Dispose();
        }
    }
}
