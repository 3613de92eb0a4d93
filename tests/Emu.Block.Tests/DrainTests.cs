using Emu.Block.Filters;
using Emu.Block.Graph;
using Emu.Core.Time;

namespace Emu.Block.Tests;

/// <summary>Drained sections of graphs whose nodes have several users.</summary>
public sealed class DrainTests : IDisposable
{
    private const int Seeds = 300, Steps = 80;

    private readonly EventLoop loop = new(new MachineClock());

    public void Dispose() => loop.Dispose();

    /// <summary>Four drives over one file, one of them by two ways: whatever is kicked, completed, drained and ended in
    /// whichever order, nothing passes a node in its drained section and no kick is lost.</summary>
    [Fact]
    public void No_interleaving_lets_a_request_into_a_drained_section_or_loses_a_kick()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            Random random = new(seed);
            Model model = new(loop, random, new Held());
            for (int step = 0; step < Steps; step++) OnLoop(() => model.Step());
            for (int turn = 0; turn < 10_000 && !model.IsDone; turn++) OnLoop(() => model.Finish());
            OnLoop(() => Assert.Equal((seed, 0, 0), (seed, model.Inside, model.LostKicks)));
            OnLoop(() => Assert.True(model.IsDone, $"seed {seed} does not come to an end"));
        }
    }

    [Fact]
    public void A_section_reaches_a_drive_once_however_many_ways_lead_there_and_ends_with_the_last_of_nested_ones() => OnLoop(() =>
    {
        Held file = new();
        User user = new(new QuorumNode([new Probe(file), new Probe(file.Share())], 1, takesFirst: false, rewrites: false), loop);
        DrainedSection first = Begin(file), second = Begin(file);
        Assert.Equal((1, 0), (user.Begins, user.Ends));
        End(first);
        Assert.True(user.Backend.IsDrained);
        Assert.Equal(0, user.Ends);
        End(second);
        End(second);
        Assert.Equal((1, 1), (user.Begins, user.Ends));
        Assert.False(user.Backend.IsDrained);
    });

    [Fact]
    public void A_section_of_one_disk_leaves_another_one_alone_that_shares_what_lies_below() => OnLoop(() =>
    {
        Held file = new();
        Probe upper = new(file);
        User drained = new(upper, loop), other = new(new Probe(file.Share()), loop);
        DrainedSection section = Begin(upper);
        Assert.Equal((1, 0), (drained.Begins, other.Begins));
        other.Start();
        file.CompleteAll();
        Assert.Equal(1, other.Done);
        End(section);
    });

    [Fact]
    public void A_section_waits_for_the_requests_of_all_users_and_for_all_that_belongs_to_them() => OnLoop(() =>
    {
        Held file = new();
        User one = new(new Probe(file), loop), two = new(new Probe(file.Share()), loop);
        one.Start();
        two.Start();
        Task<DrainedSection> section = file.DrainAsync().AsTask();
        file.CompleteOne(0);
        Assert.False(section.IsCompleted);
        // What has begun may go on: a write with the flush that belongs to it.
        Assert.Equal(2, file.Count);
    });

    [Fact]
    public void A_drive_that_comes_in_a_section_takes_part_and_one_that_goes_is_no_longer_waited_for() => OnLoop(() =>
    {
        Held file = new() { IsHeld = false };
        DrainedSection section = Begin(file);
        User late = new(new Probe(file.Share()), loop);
        Assert.True(late.Backend.IsDrained);
        Assert.Equal((1, 0), (late.Begins, late.Ends));
        Assert.Throws<InvalidOperationException>(() => { _ = late.Backend.FlushAsync().AsTask(); });
        late.Backend.Dispose();
        Assert.False(late.Backend.IsDrained);
        End(section);
    });

    [Fact]
    public void A_request_inside_a_section_is_refused() => OnLoop(() =>
    {
        Held file = new();
        User user = new(new Probe(file), loop);
        DrainedSection section = Begin(file);
        using IoBuffer data = new(512);
        Assert.Throws<InvalidOperationException>(() => { _ = user.Backend.ReadAsync(0, data.Vector).AsTask(); });
        Assert.Throws<InvalidOperationException>(() => { _ = user.Backend.WriteAsync(0, data.Vector).AsTask(); });
        Assert.Throws<InvalidOperationException>(() => { _ = user.Backend.WriteZeroesAsync(0, 512, mayUnmap: false).AsTask(); });
        Assert.Throws<InvalidOperationException>(() => { _ = user.Backend.DiscardAsync(0, 512).AsTask(); });
        Assert.Throws<InvalidOperationException>(() => { _ = user.Backend.FlushAsync().AsTask(); });
        Assert.Equal(0, file.Count);
        End(section);
    });

    [Fact]
    public void A_user_may_begin_a_section_while_another_one_ends() => OnLoop(() =>
    {
        Held file = new();
        User one = new(new Probe(file), loop), two = new(new Probe(file.Share()), loop);
        DrainedSection? again = null;
        one.Ended = () =>
        {
            one.Ended = null;
            again = Begin(file);
        };
        End(Begin(file));
        Assert.NotNull(again);
        Assert.True(one.Backend.IsDrained);
        Assert.True(two.Backend.IsDrained);
        End(again);
        Assert.False(one.Backend.IsDrained || two.Backend.IsDrained);
        Assert.Equal((one.Begins, two.Begins), (one.Ends, two.Ends));
    });

    [Fact]
    public void Drives_that_share_an_image_must_have_one_event_loop()
    {
        Held file = new();
        OnLoop(() => _ = new User(new Probe(file), loop));
        using EventLoop other = new(new MachineClock());
        Assert.Throws<InvalidOperationException>(() => new User(new Probe(file.Share()), other));
    }

    [Fact]
    public void A_node_that_is_shared_is_closed_with_the_last_of_its_owners() => OnLoop(() =>
    {
        Held file = new() { IsHeld = false };
        BlockBackend one = new(new Probe(file), "one"), two = new(new Probe(file.Share()), "two");
        one.Dispose();
        Assert.False(file.IsClosed);
        two.Dispose();
        Assert.True(file.IsClosed);
    });

    [Fact]
    public void All_users_of_a_disk_learn_that_its_length_has_changed() => OnLoop(() =>
    {
        Held file = new();
        User one = new(file, loop), two = new(new Probe(file.Share()), loop);
        Assert.True(one.Backend.ResizeAsync(8192).AsTask().IsCompletedSuccessfully);
        Assert.Equal((1, 1, 8192), (one.Lengths, two.Lengths, two.Backend.Length));
    });

    private static DrainedSection Begin(BlockNode node)
    {
        Task<DrainedSection> section = node.DrainAsync().AsTask();
        Assert.True(section.IsCompleted);
        return section.Result;
    }

    private static void End(DrainedSection section) => Assert.True(section.DisposeAsync().AsTask().IsCompleted);

    private void OnLoop(Action action) => loop.Run(() =>
    {
        action();
        return default;
    });

    /// <summary>The graph, its users, and what chance does to them.</summary>
    private sealed class Model
    {
        private readonly Random random;
        private readonly Held file;
        private readonly Probe[] probes;
        private readonly User[] users;
        private readonly List<(DrainedSection Section, Probe Node)> open = [];
        private int waiting;

        public Model(EventLoop loop, Random random, Held file)
        {
            this.file = file;
            this.random = random;
            Probe bottom = new(file), left = new(bottom), right = new(bottom.Share()), top = new(left.Share());
            Probe both = new(new QuorumNode([left.Share(), right.Share()], 2, takesFirst: false, rewrites: false));
            probes = [bottom, left, right, top, both];
            users = [new(left, loop), new(right, loop), new(top, loop), new(both, loop)];
        }

        public int Inside => probes.Sum(each => each.Inside);

        public int LostKicks => users.Sum(each => each.Asked - each.Done);

        public bool IsDone { get; private set; }

        public void Step()
        {
            switch (random.Next(6))
            {
                case 0 or 1: users[random.Next(users.Length)].Ask(); break;
                case 2 or 3: CompleteOne(); break;
                case 4: _ = DrainAsync(probes[random.Next(probes.Length)]); break;
                default: EndOne(); break;
            }
        }

        /// <summary>Lets everything come to its end.</summary>
        public void Finish()
        {
            IsDone = waiting == 0 && open.Count == 0 && file.Count == 0 && LostKicks == 0;
            CompleteOne();
            EndOne();
        }

        private void CompleteOne()
        {
            if (file.Count != 0) file.CompleteOne(random.Next(file.Count));
        }

        private void EndOne()
        {
            if (open.Count == 0) return;
            int index = random.Next(open.Count);
            (DrainedSection section, Probe node) = open[index];
            open.RemoveAt(index);
            node.Sections--;
            End(section);
        }

        private async Task DrainAsync(Probe node)
        {
            waiting++;
            DrainedSection section = await node.DrainAsync();
            waiting--;
            if (node.InFlight != 0) node.Inside++;
            node.Sections++;
            open.Add((section, node));
        }
    }

    /// <summary>A device with one queue, which writes and flushes for each kick.</summary>
    private sealed class User : IBlockUser
    {
        private readonly LoopTask kick;
        private int begun;

        public User(BlockNode root, EventLoop loop)
        {
            Backend = new BlockBackend(root, "test");
            kick = loop.CreateTask(Serve);
            Backend.Attach(this, loop);
        }

        public BlockBackend Backend { get; }

        public int Asked { get; private set; }

        public int Done { get; private set; }

        public int Begins { get; private set; }

        public int Ends { get; private set; }

        public int Lengths { get; private set; }

        public Action? Ended { get; set; }

        public void Ask()
        {
            Asked++;
            kick.Set();
        }

        public void Start() => _ = RunAsync();

        public void BeginDrain()
        {
            Assert.Equal(Begins++, Ends);
            kick.Mask();
        }

        public void EndDrain()
        {
            Assert.Equal(++Ends, Begins);
            kick.Unmask();
            Ended?.Invoke();
        }

        public void LengthChanged() => Lengths++;

        private void Serve()
        {
            Assert.Equal(Begins, Ends);
            for (; begun < Asked; begun++) Start();
        }

        private async Task RunAsync()
        {
            using IoBuffer data = new(512);
            data.Span.Fill(1);
            await Backend.WriteAsync(0, data.Vector);
            await Backend.FlushAsync();
            Done++;
        }
    }

    /// <summary>Passes requests on, and counts those that come in a drained section of it.</summary>
    private sealed class Probe(BlockNode below) : FilterNode(below)
    {
        public override string Driver => "probe";

        public int Sections { get; set; }

        public int Inside { get; set; }

        public int InFlight { get; private set; }

        public override ValueTask FlushAsync() => CountAsync(base.FlushAsync());

        protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags) =>
            CountAsync(base.WriteCoreAsync(offset, data, flags));

        private async ValueTask CountAsync(ValueTask request)
        {
            if (Sections != 0) Inside++;
            InFlight++;
            await request;
            InFlight--;
        }
    }

    /// <summary>A disk whose requests complete when the test says so.</summary>
    private sealed class Held : BlockNode
    {
        private readonly List<TaskCompletionSource> held = [];
        private long length = 4096;

        public bool IsHeld { get; init; } = true;

        public bool IsClosed { get; private set; }

        public int Count => held.Count;

        public override string Driver => "held";

        public override long Length => length;

        public override bool IsWritable => true;

        public void CompleteOne(int index)
        {
            TaskCompletionSource request = held[index];
            held.RemoveAt(index);
            request.SetResult();
        }

        public void CompleteAll()
        {
            while (held.Count != 0) CompleteOne(0);
        }

        public override ValueTask FlushAsync() => HoldAsync();

        public override ValueTask ResizeAsync(long length)
        {
            this.length = length;
            return default;
        }

        protected override ValueTask ReadCoreAsync(long offset, IoVector data) => HoldAsync();

        protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags) => HoldAsync();

        protected override ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags) => HoldAsync();

        protected override ValueTask DiscardCoreAsync(long offset, long length) => HoldAsync();

        protected override ValueTask<BlockExtent> StatusCoreAsync(long offset, long length) =>
            new(new BlockExtent(length, BlockExtentKind.Allocated | BlockExtentKind.Data, offset));

        protected override void Dispose(bool disposing) => IsClosed = true;

        private ValueTask HoldAsync()
        {
            if (!IsHeld) return default;
            TaskCompletionSource turn = new();
            held.Add(turn);
            return new ValueTask(turn.Task);
        }
    }
}
