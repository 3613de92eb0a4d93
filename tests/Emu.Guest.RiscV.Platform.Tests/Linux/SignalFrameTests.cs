using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.FloatingPoint;
using Emu.Guest.RiscV.Linux;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Linux.Abi;

namespace Emu.Guest.RiscV.Platform.Tests.Linux;

/// <summary>The frame that a handler gets, at the offsets of riscv64's ABI.</summary>
public sealed unsafe class SignalFrameTests : IDisposable
{
    private const int Registers = 304;

    private readonly AddressMap map = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly Hart hart;
    private readonly byte[] frame = new byte[RiscVLinux.Abi.SignalFrame.Size];

    public SignalFrameTests() => hart = new Hart(0, new IsaOptions(), map, events);

    private static SignalFrameWriter Writer => RiscVLinux.Abi.SignalFrame;

    private static SignalContext Context => new(
        new SignalInfo { Number = 10, Process = 4321, Value = 99 }, new AlternateStack { Start = 0x5000, Size = 8192 },
        SignalSet.Of(12));

    public void Dispose()
    {
        hart.Dispose();
        events.Dispose();
        map.Dispose();
    }

    [Fact]
    public void The_structures_have_the_sizes_of_the_ABI()
    {
        Assert.Equal(1088, Writer.Size);
        Assert.Equal(128, Unsafe.SizeOf<SignalInfo>());
        Assert.Equal(24, Unsafe.SizeOf<AlternateStack>());
        Assert.Equal((0, 128), (Writer.InfoOffset, Writer.ContextOffset));
    }

    [Fact]
    public void Registers_lie_where_the_program_expects_them()
    {
        CpuState* state = hart.State;
        state->Pc = 0x10008;
        for (int i = 1; i < 32; i++) state->X[i] = (ulong)i * 0x1111;
        for (int i = 0; i < 32; i++) state->F[i] = (ulong)i * 0x2222;
        state->FloatFlags = (FloatExceptions)0x15;
        state->FloatRounding = FloatRounding.Up;
        Writer.Write(frame, Context, hart);
        Assert.Equal(10ul, Read(0));
        Assert.Equal(99ul, Read(24));
        Assert.Equal(0x5000ul, Read(144));
        Assert.Equal(SignalSet.Of(12).Bits, Read(168));
        Assert.Equal(0x10008ul, Read(Registers));
        Assert.Equal(2ul * 0x1111, Read(Registers + 16));
        Assert.Equal(31ul * 0x1111, Read(Registers + (31 * 8)));
        Assert.Equal(5ul * 0x2222, Read(Registers + 256 + (5 * 8)));
        Assert.Equal(0x75ul, Read(Registers + 512));
    }

    [Fact]
    public void The_return_gives_back_all_that_the_frame_holds()
    {
        CpuState* state = hart.State;
        state->Pc = 0x10008;
        for (int i = 1; i < 32; i++) state->X[i] = (ulong)i;
        for (int i = 0; i < 32; i++) state->F[i] = (ulong)i << 32;
        state->FloatFlags = (FloatExceptions)1;
        Writer.Write(frame, Context, hart);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(Registers), 0x20005);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(Registers + (10 * 8)), 77);
        for (int i = 1; i < 32; i++) state->X[i] = 0;
        for (int i = 0; i < 32; i++) state->F[i] = 0;
        state->FloatFlags = 0;
        state->ReservationWidth = 8;

        Assert.True(Writer.TryRead(frame, out SignalContext context));
        Assert.Equal(Context, context);
        Writer.Restore(frame, hart);
        Assert.Equal(0x20004ul, state->Pc);
        Assert.Equal(77ul, state->X[10]);
        Assert.Equal(31ul, state->X[31]);
        Assert.Equal(31ul << 32, state->F[31]);
        Assert.Equal((FloatExceptions)1, state->FloatFlags);
        Assert.Equal(0, state->ReservationWidth);
    }

    [Theory]
    [InlineData(1076)]
    [InlineData(1080)]
    [InlineData(1084)]
    public void A_frame_that_announces_more_registers_than_there_are_is_refused(int reserved)
    {
        Writer.Write(frame, Context, hart);
        frame[reserved] = 1;
        Assert.False(Writer.TryRead(frame, out _));
    }

    private ulong Read(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(frame.AsSpan(offset));
}
