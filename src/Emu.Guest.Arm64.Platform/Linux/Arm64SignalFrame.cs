using System.Runtime.InteropServices;
using Emu.Isa;
using Emu.Linux.Abi;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Emu.Guest.Arm64.Linux;

/// <summary>
/// What the kernel of arm64 puts on the stack for a handler: <c>struct rt_sigframe</c>, a <c>siginfo_t</c> and a
/// <c>ucontext_t</c> with records of further registers, and above it a frame record, by which debuggers go on
/// (Linux, arch/arm64/include/uapi/asm/{ucontext,sigcontext}.h and kernel/signal.c). A handler may read and change all of it.
/// </summary>
/// <remarks>Invariant of the unsafe code: the CPU's state lives as long as the CPU, which the caller holds.</remarks>
public sealed unsafe class Arm64SignalFrame : SignalFrameWriter
{
    // Offsets in the frame. The context begins with flags and a link, both zero.
    private const int Context = SignalInfo.SizeInBytes, Stack = Context + 16, Mask = Context + 40;
    private const int Machine = Context + 176, FaultAddress = Machine, General = Machine + 8, GeneralCount = 31;
    private const int StackPointer = General + (8 * GeneralCount), Pc = StackPointer + 8, State = Pc + 8;
    private const int Records = Machine + 288, RecordsEnd = Records + 4096, FrameRecord = RecordsEnd, Bytes = FrameRecord + 16;

    // A record begins with its magic number and its size, 4 bytes each; a zero ends them.
    private const int HeaderSize = 8, RecordAlignment = 16, FloatSize = 528, SyndromeSize = 16;
    private const uint FloatMagic = 0x4650_8001, SyndromeMagic = 0x4553_5201;
    private const int VectorSize = 16, VectorCount = 32, FramePointer = 29, LinkRegister = 30;

    // The bits of PSTATE that must be zero at EL0: the mode, and the masks of interrupts.
    private const ulong ReservedState = 0x3df;

    // Of ESR_EL1: the class, and in the syndrome of an abort the fault's status, of which the low bits say the level.
    private const int ClassShift = 26;
    private const uint StatusMask = 0x3f, PermissionFault = 0xf, InstructionAbort = 0x20, DataAbort = 0x24;

    /// <inheritdoc/>
    public override int Size => Bytes;

    /// <inheritdoc/>
    public override int InfoOffset => 0;

    /// <inheritdoc/>
    public override int ContextOffset => Context;

    /// <inheritdoc/>
    public override void Write(Span<byte> frame, in SignalContext context, Cpu cpu)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        var own = (Arm64Cpu)cpu;
        CpuState* state = own.State;
        frame.Clear();
        MemoryMarshal.Write(frame, context.Info);
        MemoryMarshal.Write(frame[Stack..], context.Stack);
        WriteUInt64LittleEndian(frame[Mask..], context.Mask.Bits);
        WriteUInt64LittleEndian(frame[FaultAddress..], IsAbort(context.Fault) ? context.Fault.Value : 0);
        for (int i = 0; i < GeneralCount; i++) WriteUInt64LittleEndian(frame[(General + (8 * i))..], state->Registers[i]);
        WriteUInt64LittleEndian(frame[StackPointer..], state->Registers[Arm64Architecture.StackPointer]);
        WriteUInt64LittleEndian(frame[Pc..], state->Pc);
        WriteUInt64LittleEndian(frame[State..], own.Pstate);
        WriteFloat(frame[Records..], own);
        if (context.Fault.Kind != TrapKind.Other) WriteSyndrome(frame[(Records + FloatSize)..], context.Fault);
        WriteUInt64LittleEndian(frame[FrameRecord..], state->Registers[FramePointer]);
        WriteUInt64LittleEndian(frame[(FrameRecord + 8)..], state->Registers[LinkRegister]);
    }

    /// <inheritdoc/>
    public override bool TryRead(ReadOnlySpan<byte> frame, out SignalContext context)
    {
        context = new SignalContext(
            MemoryMarshal.Read<SignalInfo>(frame), MemoryMarshal.Read<AlternateStack>(frame[Stack..]),
            new SignalSet(ReadUInt64LittleEndian(frame[Mask..])));
        return (ReadUInt64LittleEndian(frame[State..]) & ReservedState) == 0 && FindFloat(frame) >= 0;
    }

    /// <inheritdoc/>
    public override void Restore(ReadOnlySpan<byte> frame, Cpu cpu)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        var own = (Arm64Cpu)cpu;
        CpuState* state = own.State;
        for (int i = 0; i < GeneralCount; i++) state->Registers[i] = ReadUInt64LittleEndian(frame[(General + (8 * i))..]);
        state->Registers[Arm64Architecture.StackPointer] = ReadUInt64LittleEndian(frame[StackPointer..]);
        state->Pc = ReadUInt64LittleEndian(frame[Pc..]);
        own.Pstate = ReadUInt64LittleEndian(frame[State..]);
        ReadOnlySpan<byte> record = frame[FindFloat(frame)..];
        own.Fpsr = ReadUInt32LittleEndian(record[HeaderSize..]);
        own.Fpcr = ReadUInt32LittleEndian(record[(HeaderSize + 4)..]);
        record[(HeaderSize + 8)..FloatSize].CopyTo(VectorsOf(own));
        state->ReservationWidth = 0;
    }

    /// <inheritdoc/>
    public override void Enter(Cpu cpu, ulong frame)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        cpu.Registers[FramePointer] = frame + FrameRecord;
    }

    // FPSR, FPCR and the vectors.
    private static void WriteFloat(Span<byte> record, Arm64Cpu cpu)
    {
        WriteHeader(record, FloatMagic, FloatSize);
        WriteUInt32LittleEndian(record[HeaderSize..], cpu.Fpsr);
        WriteUInt32LittleEndian(record[(HeaderSize + 4)..], cpu.Fpcr);
        VectorsOf(cpu).CopyTo(record[(HeaderSize + 8)..]);
    }

    // What ESR_EL1 said of the thread's last fault.
    private static void WriteSyndrome(Span<byte> record, in CpuFault fault)
    {
        WriteHeader(record, SyndromeMagic, SyndromeSize);
        uint syndrome = fault.Cause;
        if (fault.IsProtection && IsAbort(fault)) syndrome = (syndrome & ~StatusMask) | PermissionFault;
        WriteUInt64LittleEndian(record[HeaderSize..], syndrome);
    }

    private static void WriteHeader(Span<byte> record, uint magic, int size)
    {
        WriteUInt32LittleEndian(record, magic);
        WriteInt32LittleEndian(record[4..], size);
    }

    private static bool IsAbort(in CpuFault fault) => fault.Cause >> ClassShift is InstructionAbort or DataAbort;

    // Offset of the record that must be there; -1 when the records are not such as this kernel writes.
    private static int FindFloat(ReadOnlySpan<byte> frame)
    {
        int found = -1;
        for (int at = Records; at <= RecordsEnd - HeaderSize;)
        {
            uint magic = ReadUInt32LittleEndian(frame[at..]), size = ReadUInt32LittleEndian(frame[(at + 4)..]);
            if (magic == 0) return size == 0 ? found : -1;
            bool isSound = size >= HeaderSize && size <= RecordsEnd - at && size % RecordAlignment == 0 && magic switch
            {
                FloatMagic => found < 0 && size >= FloatSize,
                SyndromeMagic => true,
                _ => false,
            };
            if (!isSound) return -1;
            if (magic == FloatMagic) found = at;
            at += (int)size;
        }

        return -1;
    }

    private static Span<byte> VectorsOf(Arm64Cpu cpu) => new(
        (byte*)cpu.Registers + Arm64Architecture.Instance.Registers.OffsetOf(Arm64Architecture.FirstVector),
        VectorSize * VectorCount);
}
