namespace Emu.Core.Tests;

/// <summary>
/// The protocol of <c>LoopTurn</c>, <c>LoopTask</c>, <c>EventLoop</c> and <c>DescriptorPoller</c> as a model whose steps are the
/// atomic accesses of these classes: every interleaving of an event loop, two CPUs that kick a queue, and a drained section is tried.
/// </summary>
public sealed class LoopTurnModelTests
{
    /// <summary>A step that the protocol needs, left out.</summary>
    public enum Omission
    {
        /// <summary>The protocol as it is.</summary>
        None,

        /// <summary>The loop's thread runs callbacks when it wakes, whoever has the turn.</summary>
        LoopTakesNoTurn,

        /// <summary>Who gives the turn back does not look at whether the loop's thread waits for it.</summary>
        NoHandOver,

        /// <summary>Who has borrowed the turn does not look at what its task has set.</summary>
        NoLookAfterBorrowing,

        /// <summary>The loop's thread sleeps although it was woken since it looked at its list.</summary>
        NoLookBeforeSleeping,

        /// <summary>A task that is unmasked is not set.</summary>
        NoSettingWhenUnmasked,

        /// <summary>The pending bit is not cleared until the run is over.</summary>
        PendingClearedBehindTheRun,

        /// <summary>The loop's thread takes what was posted before it takes the list.</summary>
        ListTakenBehindThePosted,

        /// <summary>Who has borrowed the turn does not look, once the pending bit is clear, whether somebody has posted something.</summary>
        NoLookBehindClearing,
    }

    [Fact]
    public void In_no_interleaving_callbacks_overlap_or_kicks_are_lost_or_served_in_a_drained_section_or_overtake_what_was_posted_or_a_thread_waits_for_ever()
    {
        Exploration found = new(Omission.None);
        Assert.Null(found.Run());
        Assert.True(found.States > 10_000, $"{found.States} states");
    }

    [Theory]
    [InlineData(Omission.LoopTakesNoTurn)]
    [InlineData(Omission.NoHandOver)]
    [InlineData(Omission.NoLookAfterBorrowing)]
    [InlineData(Omission.NoLookBeforeSleeping)]
    [InlineData(Omission.NoSettingWhenUnmasked)]
    [InlineData(Omission.PendingClearedBehindTheRun)]
    [InlineData(Omission.ListTakenBehindThePosted)]
    [InlineData(Omission.NoLookBehindClearing)]
    public void Each_step_of_the_protocol_is_needed(Omission omission) => Assert.NotNull(new Exploration(omission).Run());

    private enum Poller : byte { Running, Sleeping, Woken }

    private enum Turn : byte { Free, Taken, Wanted }

    /// <summary>Where the loop's thread is; each place names the access that comes next.</summary>
    private enum LoopAt : byte
    {
        TakeList, ClearPending, TakePosted, RunDue, RunTaken, InRun, EndRun, GiveBack, FallAsleep, Asleep, WakeUp, Drain, Take, Want, Await,
    }

    /// <summary>Where the work is that a CPU posts before it kicks for the first time.</summary>
    private enum Note : byte { None, Posted, Due, Run }

    /// <summary>Where a CPU is in <c>SetOrRun</c>, and behind <c>Over</c>, in its next kick.</summary>
    private enum CpuAt : byte
    {
        Post, PostWake, PostSignal, Kick, SetPending, IsAsleep, Borrow, ClearPending, LookBehindClearing, GiveBackUnused, SignalUnused,
        SetAgain, Run, InRun, EndRun, GiveBack, GiveToLoop, Signal, LookAtList, Enqueue, Wake, SignalWake, Over,
    }

    /// <summary>Everything that the threads share, and where each of them is.</summary>
    private record struct World(
        byte Asked, byte Served, bool IsPending, bool IsListed, bool IsTaken, byte Masks, bool IsFollowerListed, bool IsFollowerTaken,
        byte FollowersWanted, byte FollowersRun, bool HasRun, byte Due, Note Note, bool IsNoteSeen, Poller Poller, bool HasWakeEvent, Turn Turn, bool IsHandedOver, byte Inside, LoopAt Loop, CpuAt Cpu0, CpuAt Cpu1,
        byte Kicks0, byte Kicks1, byte DrainSteps, byte Posted, bool IsPosterSignalling, byte Alarms);

    /// <summary>Tries all interleavings, each state once.</summary>
    private sealed class Exploration(Omission omission)
    {
        private const int KicksOfEach = 2, DrainStepsWanted = 2;

        private readonly bool isListLast = omission == Omission.ListTakenBehindThePosted;
        private readonly HashSet<World> seen = [];
        private readonly Stack<World> open = new();
        private readonly List<World> next = [];
        private string? fault;

        private LoopAt FirstOfLoop => isListLast ? LoopAt.TakePosted : LoopAt.TakeList;

        public int States => seen.Count;

        /// <summary>Says what went wrong, null for nothing.</summary>
        public string? Run()
        {
            Add(new World { Turn = Turn.Taken, Alarms = 1, Cpu0 = CpuAt.Post, Cpu1 = CpuAt.Kick, Loop = FirstOfLoop });
            while (fault is null && open.TryPop(out World world))
            {
                next.Clear();
                StepLoop(world);
                StepCpu(world, first: true);
                StepCpu(world, first: false);
                StepPoster(world);
                if (next.Count == 0) fault ??= FaultOfEnd(world);
                foreach (World each in next) Add(each);
            }

            return fault;
        }

        private void Add(World world)
        {
            if (world.Inside > 1) fault = $"two callbacks overlap: {world}";
            if (seen.Add(world)) open.Push(world);
        }

        private static string? FaultOfEnd(World world)
        {
            bool hasEnded = world is { Cpu0: CpuAt.Over, Cpu1: CpuAt.Over, DrainSteps: DrainStepsWanted, Loop: LoopAt.Asleep };
            if (!hasEnded) return $"a thread waits for ever: {world}";
            if (world.Served != world.Asked) return $"a kick is lost: {world}";
            if (world.FollowersRun != world.FollowersWanted) return $"what a run has set is lost: {world}";
            if (!world.IsNoteSeen) return $"every run has come before what was posted before it was asked for: {world}";
            return world.IsPending || world.Posted != 0 || world.Turn != Turn.Free ? $"something is left over: {world}" : null;
        }

        private void StepLoop(World w)
        {
            switch (w.Loop)
            {
                case LoopAt.TakeList:
                    next.Add(w with
                    {
                        IsTaken = w.IsListed,
                        IsListed = false,
                        IsFollowerTaken = w.IsFollowerListed,
                        IsFollowerListed = false,
                        Loop = LoopAt.ClearPending,
                    });
                    break;
                case LoopAt.ClearPending:
                    next.Add((w.IsTaken ? ClearPending(w) : w) with { Loop = isListLast ? LoopAt.RunDue : LoopAt.TakePosted });
                    break;
                case LoopAt.TakePosted:
                    next.Add(w with
                    {
                        Due = w.Posted,
                        Posted = 0,
                        Note = w.Note == Note.Posted ? Note.Due : w.Note,
                        Loop = isListLast ? LoopAt.TakeList : LoopAt.RunDue,
                    });
                    break;
                case LoopAt.RunDue when w.Note == Note.Due:
                    next.Add(w with { Note = Note.Run, HasRun = true });
                    break;
                case LoopAt.RunDue when w.Due != 0:
                    next.Add(RunDue(w) with { HasRun = true });
                    break;
                case LoopAt.RunDue:
                    next.Add(w with { Loop = LoopAt.RunTaken });
                    break;
                case LoopAt.RunTaken when w.IsTaken && w.Masks != 0:
                    next.Add(EndRun(w with { IsTaken = false, HasRun = true, Inside = (byte)(w.Inside + 1) }));
                    break;
                case LoopAt.RunTaken when w.IsTaken:
                    next.Add(w with { IsTaken = false, HasRun = true, Inside = (byte)(w.Inside + 1), Loop = LoopAt.InRun });
                    break;
                case LoopAt.RunTaken when w.IsFollowerTaken:
                    next.Add(w with { IsFollowerTaken = false, HasRun = true, FollowersRun = w.FollowersWanted });
                    break;
                case LoopAt.RunTaken:
                    next.Add(w with { HasRun = false, Loop = w.HasRun ? FirstOfLoop : LoopAt.GiveBack });
                    break;
                case LoopAt.InRun:
                    next.Add(Serve(w) with { Loop = LoopAt.EndRun });
                    break;
                case LoopAt.EndRun:
                    next.Add(EndRun(w) with { Loop = LoopAt.RunTaken });
                    break;
                case LoopAt.GiveBack:
                    // Only the loop's own thread ever wants the turn, so that nobody waits for it here.
                    next.Add(w with { Turn = omission == Omission.LoopTakesNoTurn ? w.Turn : Turn.Free, Loop = LoopAt.FallAsleep });
                    break;
                case LoopAt.FallAsleep when w.Poller == Poller.Woken && omission != Omission.NoLookBeforeSleeping:
                    next.Add(w with { Poller = Poller.Running, Loop = LoopAt.Take });
                    break;
                case LoopAt.FallAsleep:
                    next.Add(w with { Poller = Poller.Sleeping, Loop = LoopAt.Asleep });
                    break;
                case LoopAt.Asleep:
                    if (w.HasWakeEvent) next.Add(w with { Loop = LoopAt.WakeUp });
                    // A timer or a descriptor may end the sleep at any time.
                    else if (w.Alarms != 0) next.Add(w with { Alarms = 0, Loop = LoopAt.WakeUp });
                    break;
                case LoopAt.WakeUp:
                    next.Add(w with { Poller = Poller.Running, Loop = LoopAt.Drain });
                    break;
                case LoopAt.Drain:
                    next.Add(w with { HasWakeEvent = false, Loop = omission == Omission.LoopTakesNoTurn ? FirstOfLoop : LoopAt.Take });
                    break;
                case LoopAt.Take when w.Turn == Turn.Free:
                    next.Add(w with { Turn = Turn.Taken, Loop = FirstOfLoop });
                    break;
                case LoopAt.Take:
                    next.Add(w with { Loop = LoopAt.Want });
                    break;
                case LoopAt.Want:
                    next.Add(w.Turn == Turn.Taken ? w with { Turn = Turn.Wanted, Loop = LoopAt.Await } : w with { Loop = LoopAt.Take });
                    break;
                case LoopAt.Await when w.IsHandedOver:
                    next.Add(w with { IsHandedOver = false, Loop = FirstOfLoop });
                    break;
            }
        }

        private void StepCpu(World world, bool first)
        {
            CpuAt at = first ? world.Cpu0 : world.Cpu1;
            if (at == CpuAt.Over) return;
            (World w, CpuAt then) = StepCpu(world, at);
            byte kicks = first ? w.Kicks0 : w.Kicks1;
            if (then == CpuAt.Over && ++kicks < KicksOfEach) then = CpuAt.Kick;
            next.Add(first ? w with { Cpu0 = then, Kicks0 = kicks } : w with { Cpu1 = then, Kicks1 = kicks });
        }

        private (World World, CpuAt Then) StepCpu(World w, CpuAt at) => at switch
        {
            CpuAt.Post => (w with { Note = Note.Posted }, CpuAt.PostWake),
            CpuAt.PostWake => (w with { Poller = Poller.Woken }, w.Poller == Poller.Sleeping ? CpuAt.PostSignal : CpuAt.Kick),
            CpuAt.PostSignal => (w with { HasWakeEvent = true }, CpuAt.Kick),
            CpuAt.Kick => (w with { Asked = (byte)(w.Asked + 1) }, CpuAt.SetPending),
            CpuAt.SetPending => (w with { IsPending = true }, w.IsPending ? CpuAt.Over : CpuAt.IsAsleep),
            CpuAt.IsAsleep => (w, w.Poller == Poller.Sleeping ? CpuAt.Borrow : CpuAt.Enqueue),
            CpuAt.Borrow when w.Turn == Turn.Free => (w with { Turn = Turn.Taken }, CpuAt.ClearPending),
            CpuAt.Borrow => (w, CpuAt.Enqueue),
            CpuAt.ClearPending => (ClearPending(w), CpuAt.LookBehindClearing),
            CpuAt.LookBehindClearing when w.Poller != Poller.Sleeping && omission != Omission.NoLookBehindClearing =>
                (w, CpuAt.GiveBackUnused),
            CpuAt.LookBehindClearing => (w, CpuAt.Run),
            CpuAt.Run when w.Masks != 0 => (EndRun(w with { Inside = (byte)(w.Inside + 1) }), CpuAt.GiveBack),
            CpuAt.Run => (w with { Inside = (byte)(w.Inside + 1) }, CpuAt.InRun),
            CpuAt.InRun => (Serve(w) with { IsFollowerListed = true, FollowersWanted = (byte)(w.FollowersWanted + 1) }, CpuAt.EndRun),
            CpuAt.EndRun => (EndRun(w), CpuAt.GiveBack),
            CpuAt.GiveBackUnused when w.Turn == Turn.Taken || omission == Omission.NoHandOver =>
                (w with { Turn = Turn.Free }, CpuAt.SetAgain),
            CpuAt.GiveBackUnused => (w with { Turn = Turn.Taken }, CpuAt.SignalUnused),
            CpuAt.SignalUnused => (w with { IsHandedOver = true }, CpuAt.SetAgain),
            CpuAt.SetAgain => (w with { IsPending = true }, w.IsPending ? CpuAt.LookAtList : CpuAt.Enqueue),
            CpuAt.GiveBack when w.Turn == Turn.Taken || omission == Omission.NoHandOver =>
                (w with { Turn = Turn.Free }, CpuAt.LookAtList),
            CpuAt.GiveBack => (w, CpuAt.GiveToLoop),
            CpuAt.GiveToLoop => (w with { Turn = Turn.Taken }, CpuAt.Signal),
            CpuAt.Signal => (w with { IsHandedOver = true }, CpuAt.LookAtList),
            CpuAt.LookAtList when omission == Omission.NoLookAfterBorrowing => (w, CpuAt.Over),
            CpuAt.LookAtList => (w, w.IsListed || w.IsFollowerListed ? CpuAt.Wake : CpuAt.Over),
            CpuAt.Enqueue => (w with { IsListed = true }, CpuAt.Wake),
            CpuAt.Wake => (w with { Poller = Poller.Woken }, w.Poller == Poller.Sleeping ? CpuAt.SignalWake : CpuAt.Over),
            CpuAt.SignalWake => (w with { HasWakeEvent = true }, CpuAt.Over),
            _ => throw new InvalidOperationException($"{at}"),
        };

        /// <summary>The thread that posts the beginning and the end of a drained section.</summary>
        private void StepPoster(World w)
        {
            if (w.IsPosterSignalling) next.Add(w with { IsPosterSignalling = false, HasWakeEvent = true });
            else if (w.DrainSteps < DrainStepsWanted)
            {
                next.Add(w with
                {
                    DrainSteps = (byte)(w.DrainSteps + 1),
                    Posted = (byte)(w.Posted + 1),
                    IsPosterSignalling = w.Poller == Poller.Sleeping,
                    Poller = Poller.Woken,
                });
            }
        }

        private World RunDue(World w)
        {
            bool isBeginning = w.DrainSteps == w.Posted + w.Due;
            World left = w with { Due = (byte)(w.Due - 1) };
            if (isBeginning) return left with { Masks = 1 };
            if (omission == Omission.NoSettingWhenUnmasked) return left with { Masks = 0 };
            return left with { Masks = 0, IsPending = true, IsListed = w.IsListed || !w.IsPending };
        }

        private World ClearPending(World w) =>
            w with { IsPending = omission == Omission.PendingClearedBehindTheRun && w.IsPending };

        private World Serve(World w)
        {
            if (w.Masks != 0) fault = $"a kick is served in a drained section: {w}";
            return w with { Served = w.Asked, IsNoteSeen = w.IsNoteSeen || w.Note == Note.Run };
        }

        private World EndRun(World w) =>
            w with { Inside = (byte)(w.Inside - 1), IsPending = omission != Omission.PendingClearedBehindTheRun && w.IsPending };
    }
}
