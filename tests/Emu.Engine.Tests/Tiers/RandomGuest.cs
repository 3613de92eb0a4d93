using System.Buffers.Binary;
using CsCheck;
using Emu.Core.Memory;
using Emu.Guest.RiscV;
using Emu.Testing;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Tiers;

/// <summary>
/// A random program of functions, each with a loop around a random body, that call each other over pages: what regions
/// are made from. Traps are skipped by a handler that adds their causes up.
/// </summary>
internal sealed record RandomGuest
{
    /// <summary>Where the data begins that the bodies access; their counters and links lie further on.</summary>
    public const ulong Data = BareMachine.RamStart + 0x8000;

    /// <summary>Bytes of all that.</summary>
    public const int DataSize = 0x400;

    private const ulong Handler = BareMachine.RamStart + 0x1000;
    private const ulong Functions = BareMachine.RamStart + 0x1_0000;
    private const ulong FunctionDistance = 0x2000;
    private const int Pointer = 8;
    private const int Reach = CpuCase.MemorySize / 2;

    // From the pointer on.
    private const int CausesSlot = 0x100, SavedSlot = 0x108, StopSlot = 0x110, FunctionSlots = 0x120, SlotsSize = 32;
    private const int CounterSlot = 0, LinkSlot = 8, AddressSlot = 16;
    private const int MStatus = 0x300, MTVec = 0x305, MScratch = 0x340, MEpc = 0x341, MCause = 0x342, Fcsr = 3;
    private const uint Mret = 0x3020_0073;
    private const int FloatOn = 0x6000;

    private static readonly Gen<int> AnyOffset = Gen.Frequency(
        (1, Gen.Const(0)),
        (2, Gen.Int[0, 0x7ff].Select(half => half * 2)),
        (3, Gen.Int[0x7a0, 0x7ff].Select(half => half * 2)));

    /// <summary>A body for each function, the first of which also gives the registers and the data.</summary>
    public required CpuCase[] Bodies { get; init; }

    /// <summary>How often each function's loop runs.</summary>
    public required int[] Counts { get; init; }

    /// <summary>Offset in its page of each function; it may cross into the next page.</summary>
    public required int[] Offsets { get; init; }

    public static Gen<RandomGuest> Any { get; } =
        from functions in Gen.Int[1, 3]
        from bodies in Gen.Frequency((1, ProgramGen.Programs), (2, ProgramGen.MachinePrograms)).Array[functions]
        from counts in Gen.Int[1, 5].Array[functions]
        from offsets in AnyOffset.Array[functions]
        select new RandomGuest { Bodies = bodies, Counts = counts, Offsets = offsets };

    /// <summary>Runs it on a machine that is new.</summary>
    public unsafe RandomGuestResult Run(BareMachine machine)
    {
        Write(machine);
        machine.Run(BareMachine.RamStart);
        Span<byte> data = machine.Memory.Memory(new PhysicalAddress(Data), DataSize);
        return new RandomGuestResult(
            [.. new ReadOnlySpan<ulong>(machine.State()->Registers, 32)], [.. new ReadOnlySpan<ulong>(machine.State()->Registers + RiscVArchitecture.FirstFloat, 32)],
            (uint)machine.ReadCsr(Fcsr), machine.State()->InstructionsRetired, machine.ReadCsr(MEpc),
            Convert.ToHexString(data));
    }

    public override string ToString() =>
        string.Join('\n', Bodies.Select((body, i) => $"{Counts[i]} times at {Offsets[i]:x}: {body}"));

    private unsafe void Write(BareMachine machine)
    {
        Span<byte> data = machine.Memory.Memory(new PhysicalAddress(Data), DataSize);
        Bodies[0].Memory.CopyTo(data);
        Span<byte> slots = data[Reach..];
        BinaryPrimitives.WriteUInt64LittleEndian(slots[StopSlot..], BareMachine.StopPages);
        for (int i = 0; i < Bodies.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(slots[(Slots(i) + AddressSlot)..], Start(i));
            machine.Write(Start(i), Function(i));
        }

        machine.Write(Handler, HandlerCode);
        Bodies[0].X.CopyTo(new Span<ulong>(machine.State()->Registers, 32));
        Bodies[0].F.CopyTo(new Span<ulong>(machine.State()->Registers + RiscVArchitecture.FirstFloat, 32));
        // One pointer is misaligned for doublewords.
        foreach ((int register, ulong value) in ((int, ulong)[])[(2, 0), (Pointer, 0), (9, 4)])
            machine.State()->Registers[register] = Data + Reach + value;
        machine.WriteCsr(MTVec, Handler);
        machine.WriteCsr(MStatus, FloatOn);
        machine.WriteCsr(Fcsr, Bodies[0].Fcsr);
        machine.Write(
            BareMachine.RamStart,
            [Ld(1, Slots(0) + AddressSlot, Pointer), Jalr(1, 0, 1), Ld(31, StopSlot, Pointer), .. BareMachine.Stop]);
    }

    private ulong Start(int function) => Functions + ((ulong)function * FunctionDistance) + (ulong)Offsets[function];

    private static int Slots(int function) => FunctionSlots + (function * SlotsSize);

    private byte[] Function(int index)
    {
        int slots = Slots(index);
        GuestCode head = new();
        head.Add(Sd(1, slots + LinkSlot, Pointer), Addi(5, 0, Counts[index]), Sd(5, slots + CounterSlot, Pointer));
        byte[] body = Bodies[index].CodeBytes();
        GuestCode tail = new();
        if (index + 1 < Bodies.Length)
            tail.Add(Ld(1, slots + SlotsSize + AddressSlot, Pointer), Jalr(1, 0, 1));
        tail.Add(Ld(5, slots + CounterSlot, Pointer), Addi(5, 5, -1), Sd(5, slots + CounterSlot, Pointer));
        tail.Add(Bne(5, 0, -(body.Length + tail.Position)), Ld(1, slots + LinkSlot, Pointer), Jalr(0, 0, 1));
        return [.. head.ToArray(), .. body, .. tail.ToArray()];
    }

    // Adds the cause up, and its count with it; goes on four bytes behind the instruction.
    private static byte[] HandlerCode
    {
        get
        {
            GuestCode code = new();
            code.Add(Csrrw(5, MScratch, 5), Sd(6, SavedSlot, Pointer), Csrrs(6, MCause), Ld(5, CausesSlot, Pointer));
            code.Add(R(0, 6, 5, 0, 5, 0x33), Addi(5, 5, 0x100), Sd(5, CausesSlot, Pointer), Ld(6, SavedSlot, Pointer));
            code.Add(Csrrs(5, MEpc), Addi(5, 5, 4), Csrrw(0, MEpc, 5), Csrrs(5, MScratch), Mret);
            return code.ToArray();
        }
    }

    private static uint Csrrs(int rd, int csr) => I(csr, 0, 2, rd, 0x73);
}
