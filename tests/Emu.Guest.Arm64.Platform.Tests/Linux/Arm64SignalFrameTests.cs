using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Guest.Arm64.Linux;
using Emu.Isa;
using Emu.Linux.Abi;

namespace Emu.Guest.Arm64.Platform.Tests.Linux;

/// <summary>The frame that a handler gets, at the offsets of arm64's ABI.</summary>
public sealed unsafe class Arm64SignalFrameTests : IDisposable
{
    // In the frame: uc_mcontext, its records of further registers, and the frame record behind them.
    private const int Machine = 304, State = Machine + 272, Records = Machine + 288, FloatSize = 528, FrameRecord = 4688;
    private const uint FloatMagic = 0x4650_8001, SyndromeMagic = 0x4553_5201;

    private readonly AddressMap map = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly Arm64Cpu cpu;
    private readonly byte[] frame = new byte[Writer.Size];

    public Arm64SignalFrameTests() => cpu = (Arm64Cpu)Arm64Model.Max.CreateCpu(0, map, events);

    private static SignalFrameWriter Writer => Arm64Linux.Abi.SignalFrame;

    private static SignalContext Context => new(
        new SignalInfo { Number = 10, Process = 4321, Value = 99 }, new AlternateStack { Start = 0x5000, Size = 8192 },
        SignalSet.Of(12));

    private Span<ulong> Vectors => new(
        (byte*)cpu.Registers + Arm64Architecture.Instance.Registers.OffsetOf(Arm64Architecture.FirstVector), 64);

    public void Dispose()
    {
        cpu.Dispose();
        events.Dispose();
        map.Dispose();
    }

    [Fact]
    public void Registers_lie_where_the_program_expects_them()
    {
        Fill();
        Writer.Write(frame, Context, cpu);
        Assert.Equal((0, 128, 4704), (Writer.InfoOffset, Writer.ContextOffset, Writer.Size));
        Assert.Equal((10ul, 99ul, 0x5000ul, SignalSet.Of(12).Bits), (Read(0), Read(24), Read(144), Read(168)));
        Assert.Equal(0ul, Read(Machine));
        for (int i = 0; i < 31; i++) Assert.Equal((ulong)i * 0x1111, Read(Machine + 8 + (8 * i)));
        Assert.Equal((0x7_0000ul, 0x1_0008ul, 0x6000_0000ul), (Read(Machine + 256), Read(Machine + 264), Read(State)));
        Assert.Equal((FloatMagic, (uint)FloatSize), (Word(Records), Word(Records + 4)));
        Assert.Equal((0x11u, 0x40_0000u), (Word(Records + 8), Word(Records + 12)));
        for (int i = 0; i < 64; i++) Assert.Equal((ulong)i * 0x3333, Read(Records + 16 + (8 * i)));
        Assert.Equal(0ul, Read(Records + FloatSize));
        Assert.Equal((29ul * 0x1111, 30ul * 0x1111), (Read(FrameRecord), Read(FrameRecord + 8)));
    }

    [Theory]
    [InlineData(false, 0x9200_0047u)]
    [InlineData(true, 0x9200_004fu)]
    public void After_a_fault_the_frame_tells_its_address_and_syndrome(bool isProtection, uint syndrome)
    {
        CpuFault fault = new(TrapKind.StoreFault, 0x9200_0047, 0xbad0) { IsProtection = isProtection };
        Writer.Write(frame, Context with { Fault = fault }, cpu);
        Assert.Equal(0xbad0ul, Read(Machine));
        Assert.Equal((SyndromeMagic, 16u, (ulong)syndrome), (Word(Records + FloatSize), Word(Records + FloatSize + 4), Read(Records + FloatSize + 8)));
        Assert.Equal(0ul, Read(Records + FloatSize + 16));
        Assert.True(Writer.TryRead(frame, out _));
    }

    [Fact]
    public void A_breakpoint_has_a_syndrome_and_no_address()
    {
        Writer.Write(frame, Context with { Fault = new CpuFault(TrapKind.Breakpoint, 0xf200_0001, 0x4000) }, cpu);
        Assert.Equal((0ul, 0xf200_0001ul), (Read(Machine), Read(Records + FloatSize + 8)));
    }

    [Fact]
    public void A_handler_begins_with_the_frame_record_as_its_callers()
    {
        Writer.Enter(cpu, 0x8000);
        Assert.Equal(0x8000ul + FrameRecord, cpu.Registers[29]);
    }

    [Fact]
    public void The_return_gives_back_all_that_the_frame_holds()
    {
        Fill();
        Writer.Write(frame, Context, cpu);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(Machine + 8 + (8 * 5)), 77);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(State), 0x9000_0000);
        new Span<byte>(cpu.Registers, Arm64Architecture.Instance.Registers.Size).Clear();
        cpu.Pstate = 0;
        cpu.Fpsr = cpu.Fpcr = 0;
        cpu.State->ReservationWidth = 8;

        Assert.True(Writer.TryRead(frame, out SignalContext context));
        Assert.Equal(Context, context);
        Writer.Restore(frame, cpu);
        Assert.Equal((0x1_0008ul, 77ul, 0x7_0000ul, 30ul * 0x1111), (
            cpu.State->Pc, cpu.Registers[5], cpu.Registers[Arm64Architecture.StackPointer], cpu.Registers[30]));
        Assert.Equal((0x9000_0000ul, 0x11u, 0x40_0000u), (cpu.Pstate, cpu.Fpsr, cpu.Fpcr));
        for (int i = 0; i < 64; i++) Assert.Equal((ulong)i * 0x3333, Vectors[i]);
        Assert.Equal(0, cpu.State->ReservationWidth);
    }

    [Theory]
    [InlineData(State, 1u)]
    [InlineData(State, 0x10u)]
    [InlineData(State, 0x80u)]
    [InlineData(Records, 0u)]
    [InlineData(Records, 0x5356_4501u)]
    [InlineData(Records + 4, 520u)]
    [InlineData(Records + 4, 4100u)]
    [InlineData(Records + FloatSize, FloatMagic)]
    [InlineData(Records + FloatSize + 4, 16u)]
    public void A_frame_that_no_kernel_has_written_is_refused(int offset, uint value)
    {
        Fill();
        Writer.Write(frame, Context, cpu);
        Assert.True(Writer.TryRead(frame, out _));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(offset), value);
        Assert.False(Writer.TryRead(frame, out _));
    }

    private void Fill()
    {
        for (int i = 0; i < 31; i++) cpu.Registers[i] = (ulong)i * 0x1111;
        for (int i = 0; i < 64; i++) Vectors[i] = (ulong)i * 0x3333;
        cpu.Registers[Arm64Architecture.StackPointer] = 0x7_0000;
        cpu.State->Pc = 0x1_0008;
        cpu.Pstate = 0x6000_0000;
        cpu.Fpsr = 0x11;
        cpu.Fpcr = 0x40_0000;
    }

    private ulong Read(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(frame.AsSpan(offset));

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(offset));
}
