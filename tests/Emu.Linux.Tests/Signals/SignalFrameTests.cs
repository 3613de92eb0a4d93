using Emu.Isa;
using Emu.Linux.Abi;
using Emu.Linux.Signals;

namespace Emu.Linux.Tests.Signals;

/// <summary>How a handler begins, and the way back from it.</summary>
public sealed unsafe class SignalFrameTests
{
    private const int UserSignal = 10;

    private static SignalAction Action(SignalActionFlags flags = 0) => new() { Handler = SignalThread.Handler, Flags = flags };

    private static SignalInfo Info(int signal = UserSignal) => new() { Number = signal, Process = 4321, Value = 99 };

    [Fact]
    public void A_handler_begins_with_three_arguments_and_returns_to_the_vdso()
    {
        using SignalThread guest = new();
        ulong before = guest.Thread.State->Registers[2];
        Assert.True(guest.Thread.TryEnterHandler(Info(), Action()));
        CpuState* state = guest.Thread.State;
        ulong frame = state->Registers[2];
        Assert.Equal((before - 1088) & ~15UL, frame);
        Assert.Equal(SignalThread.Handler, state->Pc);
        Assert.Equal(SignalThread.Sigreturn, state->Registers[1]);
        Assert.Equal((ulong)UserSignal, state->Registers[10]);
        Assert.Equal(frame, state->Registers[11]);
        Assert.Equal(frame + 128, state->Registers[12]);
        Assert.Equal((ulong)UserSignal, guest.Read(frame));
        Assert.Equal(99UL, guest.Read(frame + 24));
    }

    [Fact]
    public void A_handler_with_a_restorer_returns_to_that()
    {
        const ulong restorer = 0x4_5678;
        using SignalThread guest = new();
        Assert.True(guest.Thread.TryEnterHandler(Info(), Action(SignalActionFlags.Restorer) with { Restorer = restorer }));
        Assert.Equal(restorer, guest.Thread.State->Registers[1]);
    }

    [Fact]
    public void The_return_takes_the_registers_and_the_mask_of_the_frame() => SignalThread.OnOwnThread(guest =>
    {
        CpuState* state = guest.Thread.State;
        state->Pc = 0x10008;
        Assert.True(guest.Thread.TryEnterHandler(Info(), Action()));
        Assert.True(guest.Thread.SignalMask.Contains(UserSignal));
        ulong registers = state->Registers[2] + 304;
        Assert.True(guest.Memory.TryWrite(registers, 0x20004UL));
        Assert.True(guest.Memory.TryWrite(registers + 10 * 8, 77UL));

        Assert.Equal(0, guest.Thread.ReturnFromHandler());
        Assert.Equal(0x20004UL, state->Pc);
        Assert.Equal(77UL, state->Registers[10]);
        Assert.Equal(guest.StackEnd - 8, state->Registers[2]);
        Assert.True(guest.Thread.SignalMask.IsEmpty);
    });

    [Fact]
    public void The_handler_blocks_its_signal_and_those_of_its_mask_but_never_SIGKILL()
    {
        using SignalThread guest = new();
        SignalAction action = Action() with { Mask = SignalSet.Of(12) };
        Assert.True(guest.Thread.TryEnterHandler(Info(), action));
        Assert.Equal(SignalSet.Of(UserSignal) | SignalSet.Of(12), guest.Thread.SignalMask);
    }

    [Fact]
    public void With_SA_NODEFER_the_signal_is_not_blocked()
    {
        using SignalThread guest = new();
        Assert.True(guest.Thread.TryEnterHandler(Info(), Action(SignalActionFlags.NoDefer)));
        Assert.True(guest.Thread.SignalMask.IsEmpty);
    }

    [Fact]
    public void A_second_frame_lies_below_the_first_and_keeps_the_first_handlers_registers()
    {
        using SignalThread guest = new();
        Assert.True(guest.Thread.TryEnterHandler(Info(), Action()));
        ulong first = guest.Thread.State->Registers[2];
        Assert.True(guest.Thread.TryEnterHandler(Info(12), Action()));
        ulong second = guest.Thread.State->Registers[2];
        Assert.True(second <= first - 1088);
        Assert.Equal(SignalThread.Handler, guest.Read(second + 304));
        Assert.Equal(SignalSet.Of(UserSignal).Bits, guest.Read(second + 168));
    }

    [Fact]
    public void SA_ONSTACK_takes_the_alternate_stack_once()
    {
        using SignalThread guest = new();
        AlternateStack stack = new() { Start = guest.Stack, Size = 8192 };
        Assert.Equal(0, guest.Thread.SetAlternateStack(stack));
        SignalAction action = Action(SignalActionFlags.OnStack);
        Assert.True(guest.Thread.TryEnterHandler(Info(), action));
        ulong first = guest.Thread.State->Registers[2];
        Assert.Equal(guest.Stack + 8192 - 1088, first);
        Assert.True(guest.Thread.TryEnterHandler(Info(12), action));
        Assert.Equal(first - 1088, guest.Thread.State->Registers[2]);
        Assert.Equal(AlternateStack.OnStack, guest.Thread.DescribeAlternateStack().Flags);
    }

    [Fact]
    public void A_frame_that_would_leave_the_alternate_stack_is_not_written()
    {
        using SignalThread guest = new();
        AlternateStack stack = new() { Start = guest.Stack + 8192, Size = 2048 };
        Assert.Equal(0, guest.Thread.SetAlternateStack(stack));
        SignalAction action = Action(SignalActionFlags.OnStack);
        Assert.True(guest.Thread.TryEnterHandler(Info(), action));
        Assert.False(guest.Thread.TryEnterHandler(Info(12), action));
    }

    [Fact]
    public void An_alternate_stack_cannot_change_while_it_is_in_use()
    {
        using SignalThread guest = new();
        AlternateStack stack = new() { Start = guest.Stack, Size = 8192 };
        Assert.Equal(0, guest.Thread.SetAlternateStack(stack));
        Assert.True(guest.Thread.TryEnterHandler(Info(), Action(SignalActionFlags.OnStack)));
        Assert.Equal(-1, guest.Thread.SetAlternateStack(stack));
    }

    [Theory]
    [InlineData(0u, 2047, -12)]
    [InlineData(0u, 2048, 0)]
    [InlineData(1u, 2048, 0)]
    [InlineData(3u, 8192, -22)]
    [InlineData(2u, 0, 0)]
    [InlineData(1u << 31, 4096, 0)]
    [InlineData(1u << 30, 4096, -22)]
    public void Sigaltstack_accepts_what_the_kernel_does(uint flags, ulong size, long expected)
    {
        using SignalThread guest = new();
        AlternateStack stack = new() { Start = guest.Stack, Size = size, Flags = flags };
        Assert.Equal(expected, guest.Thread.SetAlternateStack(stack));
    }

    [Fact]
    public void A_stack_that_disarms_itself_is_gone_in_the_handler_and_back_after_it() => SignalThread.OnOwnThread(guest =>
    {
        AlternateStack stack = new() { Start = guest.Stack, Size = 8192, Flags = AlternateStack.AutoDisarm };
        Assert.Equal(0, guest.Thread.SetAlternateStack(stack));
        Assert.True(guest.Thread.TryEnterHandler(Info(), Action(SignalActionFlags.OnStack)));
        Assert.Equal(AlternateStack.Disabled, guest.Thread.DescribeAlternateStack().Flags);
        Assert.Equal(0, guest.Thread.ReturnFromHandler());
        Assert.Equal(8192UL, guest.Thread.DescribeAlternateStack().Size);
    });

    [Fact]
    public void A_bad_stack_pointer_is_told_not_written()
    {
        using SignalThread guest = new();
        guest.Thread.State->Registers[2] = 1UL << 62;
        Assert.False(guest.Thread.TryEnterHandler(Info(), Action()));
        guest.Thread.State->Registers[2] = 64;
        Assert.False(guest.Thread.TryEnterHandler(Info(), Action()));
    }
}
