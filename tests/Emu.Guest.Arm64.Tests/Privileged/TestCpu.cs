using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Guest.Arm64.Privileged;
using Emu.Isa;
using Emu.Testing;

namespace Emu.Guest.Arm64.Tests.Privileged;

/// <summary>A CPU with a little RAM, no program, and an engine that counts what it is told.</summary>
/// <remarks>Invariant of the unsafe code: the state is that of the CPU, which this object disposes.</remarks>
internal sealed unsafe class TestCpu : IDisposable
{
    public const ulong RamStart = 0x4000_0000;
    public const ulong RamSize = 4 << 20;
    public const ulong Vectors = 0x4020_0000;

    /// <summary>Where instructions stand that are executed.</summary>
    public const ulong Start = 0x4000_1000;

    public const uint Svc = 0xd400_0021, Hvc = 0xd400_0002, Brk = 0xd420_0020, Eret = 0xd69f_03e0, Isb = 0xd503_3fdf, Dsb = 0xd503_3f9f;

    private readonly EventLoop events;

    public TestCpu(string model = "max", int id = 0)
    {
        Assert.True(Arm64Model.TryParse(model, out Arm64Model parsed, out string error), error);
        Memory = new AddressMap();
        Memory.AddRam("ram", new PhysicalAddress(RamStart), RamSize);
        events = new EventLoop(new MachineClock());
        Cpu = new Arm64Cpu(id, parsed, Memory, events) { Engine = Engine };
        Cpu.StartInKernel(Start, 0);
        this[SystemRegisterTable.VectorBase] = Vectors;
        Pc = Start;
    }

    public Arm64Cpu Cpu { get; }
    public AddressMap Memory { get; }
    public RecordingEngine Engine { get; } = new();
    public MachineClock Clock => events.Clock;

    public ulong Pc
    {
        get => Cpu.State->Pc;
        set => Cpu.State->Pc = value;
    }

    public ulong Stack
    {
        get => Cpu.Registers[Arm64Architecture.StackPointer];
        set => Cpu.Registers[Arm64Architecture.StackPointer] = value;
    }

    public int Level => Cpu.Level;

    public CpuRequests Requests => (CpuRequests)Cpu.State->Requests;

    /// <summary>A register, by the instructions that read and write it.</summary>
    public ulong this[SystemRegister register]
    {
        get => Read(register.Number);
        set => Write(register.Number, value);
    }

    public static int NumberOf(int op0, int op1, int crn, int crm, int op2) => op0 << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;

    public ulong Read(int number)
    {
        Assert.True(TryRead(number, out ulong value), SystemRegisterNames.NameOf(number));
        return value;
    }

    public void Write(int number, ulong value) => Assert.True(TryWrite(number, value), SystemRegisterNames.NameOf(number));

    public bool TryRead(int number, out ulong value) =>
        Cpu.Execute((uint)SystemOperation.ReadRegister, 0, 0, 0xd520_0000 | (uint)number << 5, out value);

    public bool TryWrite(int number, ulong value) =>
        Cpu.Execute((uint)SystemOperation.WriteRegister, value, 0, 0xd500_0000 | (uint)number << 5, out _);

    /// <summary>An MSR of a constant to a field of PSTATE.</summary>
    public bool TryWriteField(int op1, int op2, uint value) => Cpu.Execute(
        (uint)SystemOperation.WriteField, value, 0, 0xd500_401f | (uint)op1 << 16 | value << 8 | (uint)op2 << 5, out _);

    /// <summary>A SYS instruction.</summary>
    public bool System(int op1, int crn, int crm, int op2, ulong operand = 0) => Cpu.Execute(
        (uint)SystemOperation.SystemInstruction, operand, 0,
        0xd508_0000 | (uint)op1 << 16 | (uint)crn << 12 | (uint)crm << 8 | (uint)op2 << 5, out _);

    public bool Execute(SystemOperation operation, uint raw) => Cpu.Execute((uint)operation, 0, 0, raw, out _);

    /// <summary>Goes to EL0, or stays at EL1, by ERET.</summary>
    public void Enter(ulong state, ulong pc = Start)
    {
        Assert.Equal(1, Level);
        this[SystemRegisterTable.SavedState] = state;
        this[SystemRegisterTable.ReturnAddress] = pc;
        Assert.True(Execute(SystemOperation.ExceptionReturn, Eret));
    }

    public void Store(ulong address, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(Memory.Memory(new PhysicalAddress(address), 8), value);

    public ulong Load(ulong address) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Memory.Memory(new PhysicalAddress(address), 8));

    public void Dispose()
    {
        events.Dispose();
        Cpu.Dispose();
        Memory.Dispose();
    }
}
