using Emu.Linux.Signals;

namespace Emu.Linux.Tests.Signals;

/// <summary>What becomes of an interrupted call.</summary>
public sealed class RestartRulesTests
{
    private const ulong Read = 63, Poll = 73, Sleep = 101;

    [Theory]
    [InlineData(-512, Read, true, true)]
    [InlineData(-512, Read, false, false)]
    [InlineData(-513, Read, false, true)]
    [InlineData(-514, Read, true, false)]
    [InlineData(-516, Sleep, true, false)]
    [InlineData(-512, Poll, true, false)]
    [InlineData(-512, Sleep, true, false)]
    [InlineData(-513, Poll, false, true)]
    public void A_handler_restarts_a_call_only_as_its_code_and_SA_RESTART_say(
        long result, ulong call, bool hasRestartFlag, bool restarts) =>
        Assert.Equal(restarts, RestartRules.RestartsAfterHandler(result, call, hasRestartFlag));

    [Theory]
    [InlineData(-512, true)]
    [InlineData(-513, true)]
    [InlineData(-514, true)]
    [InlineData(-516, true)]
    [InlineData(-515, false)]
    [InlineData(-4, false)]
    [InlineData(512, false)]
    [InlineData(0, false)]
    public void Only_the_kernels_own_codes_ask_for_a_restart(long result, bool isRestart) =>
        Assert.Equal(isRestart, RestartRules.IsRestart(result));

    [Fact]
    public unsafe void Without_a_handler_a_call_is_made_again_with_its_first_argument()
    {
        using SignalThread guest = new();
        guest.Thread.FirstArgument = 5;
        guest.Thread.State->Registers[10] = unchecked((ulong)-512L);
        guest.Thread.State->Pc = 0x1004;
        SignalThread.OnOwnThread(_ => guest.Thread.DeliverSignals(0x1000));
        Assert.Equal(0x1000UL, guest.Thread.State->Pc);
        Assert.Equal(5UL, guest.Thread.State->Registers[10]);
    }

    [Fact]
    public unsafe void A_call_with_a_restart_block_goes_on_by_restart_syscall()
    {
        using SignalThread guest = new();
        guest.Thread.State->Registers[10] = unchecked((ulong)-516L);
        guest.Thread.State->Registers[17] = Sleep;
        SignalThread.OnOwnThread(_ => guest.Thread.DeliverSignals(0x1000));
        Assert.Equal(128UL, guest.Thread.State->Registers[17]);
    }
}
