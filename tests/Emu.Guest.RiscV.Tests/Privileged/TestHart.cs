using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests.Privileged;

/// <summary>A hart with a little RAM, no program, and an engine that counts what it is told.</summary>
internal sealed unsafe class TestHart : IDisposable
{
    public const ulong RamStart = 0x8000_0000;
    public const ulong RamSize = 4 << 20;

    /// <summary>The instruction that <see cref="TryCsr"/> pretends to execute.</summary>
    public const uint Raw = 0x3000_2573;

    public const uint Ecall = 0x0000_0073, CompressedEbreak = 0x9002, Ebreak = 0x0010_0073;
    public const uint Mret = 0x3020_0073, Sret = 0x1020_0073;
    public const uint Wfi = 0x1050_0073, SfenceVma = 0x1200_0073, FenceI = 0x0000_100f;

    private readonly EventLoop events;

    public TestHart(IsaOptions? isa = null)
    {
        Memory = new AddressMap();
        Memory.AddRam("ram", new PhysicalAddress(RamStart), RamSize);
        events = new EventLoop(new MachineClock());
        Hart = new Hart(3, isa ?? new IsaOptions(), Memory, events) { Engine = Engine };
    }

    public Hart Hart { get; }
    public AddressMap Memory { get; }
    public RecordingEngine Engine { get; } = new();
    public MachineClock Clock => events.Clock;

    public ulong Pc
    {
        get => Hart.State->Pc;
        set => Hart.State->Pc = value;
    }

    public PrivilegeMode Mode => Hart.Mode;

    public CpuRequests Requests => (CpuRequests)Hart.State->Requests;

    /// <summary>Reads or writes a register that the current mode may access.</summary>
    public ulong this[int csr]
    {
        get
        {
            bool done = TryCsr(csr, CsrOperation.Set, 0, writes: false, out ulong value);
            Assert.True(done, $"{CsrNames.NameOrNumber(csr)} is readable");
            return value;
        }
        set => Assert.True(
            TryCsr(csr, CsrOperation.Write, value, writes: true, out _), $"{CsrNames.NameOrNumber(csr)} is writable");
    }

    public bool TryCsr(int csr, CsrOperation operation, ulong operand, bool writes, out ulong old) =>
        Hart.AccessCsr(csr, operation, operand, reads: true, writes, Raw, out old);

    public bool CanRead(int csr) => TryWithoutTrap(csr, writes: false);

    public bool CanWrite(int csr) => TryWithoutTrap(csr, writes: true);

    public void Execute(SystemOperation operation, uint raw, int first = 0, int second = 0) =>
        Hart.Execute(CodeOf(operation, first, second), Hart.Registers[first], Hart.Registers[second], raw, out _);

    private static uint CodeOf(SystemOperation operation, int first, int second) =>
        operation == SystemOperation.FenceVirtualMemory ? SystemCode.Fence(first != 0, second != 0) : (uint)operation;

    /// <summary>Goes to a mode by <c>mret</c>, with the pc given.</summary>
    public void Enter(PrivilegeMode mode, ulong pc = 0x1_0000)
    {
        Assert.Equal(PrivilegeMode.Machine, Mode);
        SetField(Csr.MStatus, 3UL << 11, (ulong)mode << 11);
        this[Csr.MEpc] = pc;
        Execute(SystemOperation.MachineReturn, Mret);
        Assert.Equal(mode, Mode);
    }

    /// <summary>Goes back to machine mode by reset of the mode alone: as if the program had never left.</summary>
    public void ReturnToMachine()
    {
        if (Mode == PrivilegeMode.Machine) return;
        ulong pc = Pc;
        Hart.RaiseException(ExceptionCause.EnvironmentCallFromMachine, 0);
        Pc = pc;
        Assert.Equal(PrivilegeMode.Machine, Mode);
    }

    /// <summary>One entry that opens all of memory to every mode.</summary>
    public void OpenMemory()
    {
        this[Csr.PmpAddr0] = ~0UL;
        this[Csr.PmpCfg0] = 0x1f;
    }

    public void SetField(int csr, ulong mask, ulong value) => this[csr] = (this[csr] & ~mask) | value;

    public void Store(ulong address, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(Memory.Memory(new PhysicalAddress(address), 8), value);

    public ulong Load(ulong address) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Memory.Memory(new PhysicalAddress(address), 8));

    public void Dispose()
    {
        events.Dispose();
        Hart.Dispose();
        Memory.Dispose();
    }

    private bool TryWithoutTrap(int csr, bool writes)
    {
        PrivilegeMode mode = Mode;
        bool done = TryCsr(csr, CsrOperation.Set, 0, writes, out _);
        if (done) return true;
        Assert.Equal(PrivilegeMode.Machine, Mode);
        Assert.Equal((ulong)ExceptionCause.IllegalInstruction, this[Csr.MCause]);
        Assert.Equal(Raw, this[Csr.MTVal]);
        if (mode != PrivilegeMode.Machine) Enter(mode);
        return false;
    }
}
