using Emu.Core.Memory;
using Emu.Engine.Cpus;
using Emu.Engine.Runtime;
using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Privileged;
using Emu.Host;
using Emu.Isa;
using Emu.Testing;
using CpuTranslation = Emu.Isa.Translation;

namespace Emu.Engine.Tests;

/// <summary>What changing code costs in user mode, counted: with somebody who tells of stores, a fence looks at nothing
/// that has not changed.</summary>
public sealed unsafe class ChangingCodeTests : IDisposable
{
    private const ulong Limit = 64 << 20, Code = 1 << 20, Page = AddressMap.PageSize;
    private const uint EnvironmentCall = 0x73;

    private readonly HostMemory memory = new(Limit);
    private readonly Guard guard = new();
    private readonly UserEngine engine;
    private readonly Hart cpu;
    private readonly CpuRunner runner;

    public ChangingCodeTests()
    {
        engine = new UserEngine(
            (ulong)memory.Pointer, Limit, new IsaOptions(), new AccelOptions { Kind = AccelKind.Interpreter },
            new NoObjects(), _ => { })
        {
            CodeGuard = guard,
        };
        cpu = new Hart(0, (IsaOptions)engine.Model, engine.Memory, engine.Events) { Kernel = new Kernel() };
        runner = engine.Add(cpu);
        cpu.StartInUserMode();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(400)]
    public void A_fence_after_each_new_page_compares_none(int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            Put(Code + ((ulong)i * Page), i);
            Assert.Equal((ulong)i, Call(Code + ((ulong)i * Page)));
        }

        Assert.Equal(0ul, runner.TlbCounters.FenceComparisons);
        Assert.Equal(pages, guard.Guarded.Count);
    }

    [Fact]
    public void A_store_is_seen_behind_the_next_fence_or_jump()
    {
        for (int i = 0; i < 10; i++)
        {
            Store(Code, i);
            Assert.Equal((ulong)i, Call(Code));
            Assert.Equal((ulong)i, Call(Code));
        }

        Assert.Equal(10, guard.Guarded.Count);
    }

    [Fact]
    public void A_page_that_is_stored_to_all_the_time_is_seldom_guarded()
    {
        const int rounds = 20_000;
        for (int i = 0; i < rounds; i++)
        {
            Store(Code, i % 1000);
            Assert.Equal((ulong)(i % 1000), Call(Code));
        }

        Assert.InRange(guard.Guarded.Count, 10, rounds / 20);
        // Two blocks a round.
        Assert.InRange(runner.TlbCounters.EntryComparisons, (ulong)rounds, 2ul * rounds);
    }

    [Fact]
    public void Code_that_cannot_be_guarded_is_compared_before_it_runs()
    {
        guard.Answer = PageGuard.Unguarded;
        for (int i = 0; i < 100; i++)
        {
            // Nobody tells.
            Put(Code, i);
            Assert.Equal((ulong)i, Call(Code));
        }
    }

    [Fact]
    public void Code_that_others_change_too_is_compared_at_fences()
    {
        guard.Answer = PageGuard.Compared;
        for (int i = 0; i < 100; i++)
        {
            Put(Code, i);
            runner.FenceInstructions();
            Assert.Equal((ulong)i, Call(Code));
        }

        Assert.InRange(runner.TlbCounters.FenceComparisons, 100ul, 300ul);
    }

    [Fact]
    public void All_code_is_forgotten_when_too_much_has_changed_to_be_told()
    {
        for (ulong i = 0; i < 3; i++)
        {
            Put(Code + (i * Page), (int)i);
            Call(Code + (i * Page));
        }

        for (ulong i = 0; i < 3; i++) Put(Code + (i * Page), (int)i + 10);
        guard.HasOverflowed = true;
        engine.DeliverStores();
        for (ulong i = 0; i < 3; i++) Assert.Equal(i + 10, Call(Code + (i * Page)));
    }

    public void Dispose()
    {
        engine.Dispose();
        cpu.Dispose();
        memory.Dispose();
    }

    private void Put(ulong address, int value)
    {
        uint* to = (uint*)(memory.Pointer + address);
        to[0] = RiscVWord.Addi(10, 0, value);
        to[1] = RiscVWord.FenceI;
        to[2] = EnvironmentCall;
    }

    // As a store does that the host tells of, when the page is guarded.
    private void Store(ulong address, int value)
    {
        Put(address, value);
        if (guard.Note(address & ~(Page - 1))) cpu.Request(CpuRequests.Mail);
    }

    private ulong Call(ulong address)
    {
        cpu.State->Pc = address;
        runner.Run();
        Interlocked.And(ref cpu.State->Requests, (int)~CpuRequests.Stop);
        return cpu.State->Registers[10];
    }

    private sealed class Guard : ICodeGuard
    {
        private readonly HashSet<ulong> guarded = [];
        private readonly List<ulong> stored = [];

        public PageGuard Answer { get; set; } = PageGuard.Watched;

        public bool HasOverflowed { get; set; }

        public List<ulong> Guarded { get; } = [];

        public bool HasStored => stored.Count != 0 || HasOverflowed;

        public PageGuard GuardPage(ulong page)
        {
            Guarded.Add(page);
            guarded.Add(page);
            return Answer;
        }

        public bool Note(ulong page)
        {
            if (!guarded.Remove(page)) return false;
            stored.Add(page);
            return true;
        }

        public bool TakeStored(List<ulong> pages)
        {
            pages.AddRange(stored);
            stored.Clear();
            bool all = !HasOverflowed;
            HasOverflowed = false;
            return all;
        }
    }

    private sealed class NoObjects : IProgramObjects
    {
        public ProgramObject? ObjectAt(ulong address) => null;
    }

    private sealed class Kernel : IUserKernel
    {
        public bool TryTranslate(VirtualAddress address, AccessKind kind, out CpuTranslation translation)
        {
            translation = new CpuTranslation
            {
                Address = new PhysicalAddress(address.Value),
                PageSize = Page,
                Readable = true,
                Writable = true,
                Global = false,
                Cacheable = true,
            };
            return true;
        }

        public void Trap(Cpu cpu, TrapKind kind, uint cause, ulong value)
        {
            Assert.Equal(TrapKind.SystemCall, kind);
            cpu.Request(CpuRequests.Stop);
        }

        public void LoseFault(Cpu cpu, ulong address) => Assert.Fail("code with direct accesses was not wanted");

        public void FlushInstructions(Cpu cpu) => Assert.Fail("the code fences for itself");

        public void Interrupt(Cpu cpu)
        {
        }
    }
}
