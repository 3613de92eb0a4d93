using System.Diagnostics;
using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate.Regions;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Tiers;

/// <summary>Nothing is translated while the guest waits for interrupts.</summary>
public sealed class IdleGuestTests : IDisposable
{
    private const uint Wfi = 0x1050_0073;

    // Runs two blocks three times each, and waits.
    private static readonly uint[] Program =
    [
        Addi(6, 0, 3), Addi(6, 6, -1), Beq(0, 0, 4), Addi(5, 5, 1), Bne(6, 0, -12), Wfi, .. BareMachine.Stop,
    ];

    private readonly CodeStore store = new(new CodeStoreOptions
    {
        Mode = CacheMode.Off,
        ImageHash = StoreCases.Image,
        Environment = StoreCases.Environment,
        Warn = message => Assert.Fail(message),
    });
    private readonly SlowTranslator translator = new();
    private readonly TranslationService service;
    private readonly BareMachine machine;

    public IdleGuestTests()
    {
        service = new TranslationService(store, () => translator, Tier.AtOnce);
        machine = new BareMachine(translation: service);
        machine.Write(BareMachine.RamStart, Program);
    }

    [Fact]
    public void What_a_guest_asked_for_before_it_waits_is_not_begun_while_it_waits()
    {
        Assert.Equal(1, WaitInGuest());
    }

    [Fact]
    public void What_was_left_is_done_when_the_guest_runs_again()
    {
        WaitInGuest();
        Stopwatch limit = Stopwatch.StartNew();
        machine.Signal.Stored = () =>
        {
            if (service.Refused >= 2 || limit.Elapsed > TimeSpan.FromMinutes(1)) RequestStop();
        };
        machine.Write(BareMachine.RamStart + 0x1000, Sb(0, 0, 30), Beq(0, 0, -4));
        machine.Run(BareMachine.RamStart + 0x1000);

        Assert.True(translator.Begun >= 2);
    }

    [Fact]
    public void What_was_left_is_done_when_somebody_waits_for_it()
    {
        WaitInGuest();
        service.Drain();

        Assert.True(translator.Begun >= 2);
    }

    public void Dispose()
    {
        machine.Dispose();
        service.Dispose();
        store.Dispose();
    }

    // The first translation goes on until the guest waits; the guest waits some more, and its run ends. How many have begun
    // when its wait ends.
    private int WaitInGuest()
    {
        Thread cpu = new(() => machine.Run(BareMachine.RamStart));
        cpu.Start();
        SpinWait.SpinUntil(() => machine.Runner().Cpu.IsWaiting);
        translator.Continue.Set();
        SpinWait.SpinUntil(() => service.Refused != 0);
        // Gives a thread that does not care time to go on.
        Thread.Sleep(50);
        int begun = translator.Begun;
        RequestStop();
        cpu.Join();
        return begun;
    }

    private void RequestStop() => machine.Runner().Cpu.Request(CpuRequests.Stop);

    /// <summary>Translates nothing, and that not before it is allowed to.</summary>
    private sealed class SlowTranslator : IRegionTranslator
    {
        private int begun;

        public ManualResetEventSlim Continue { get; } = new();

        public int Begun => Volatile.Read(ref begun);

        public TranslatedRegion? Translate(RegionSource source, OptimizationLevel level)
        {
            Interlocked.Increment(ref begun);
            Continue.Wait();
            return null;
        }

        public void Dispose()
        {
        }
    }
}
