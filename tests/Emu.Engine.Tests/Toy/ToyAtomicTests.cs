using System.Runtime.InteropServices;
using Emu.Engine.Access;
using Emu.Isa;
using static Emu.Engine.Tests.Toy.ToyWord;

namespace Emu.Engine.Tests.Toy;

/// <summary>What the interpreter's atomic accesses do, of each size.</summary>
public sealed unsafe class ToyAtomicTests
{
    private const ulong Code = ToyMachine.RamStart + 0x1000, Data = ToyMachine.RamStart + 0x8000;
    private const ulong Before = 0x8091_a2b3_c4d5_e6f7;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_compare_and_exchange_stores_where_the_low_bits_are_what_is_expected(int size)
    {
        ulong mask = ulong.MaxValue >> (64 - (8 << size));
        using ToyMachine machine = new();
        MemoryMarshal.Write(machine.Ram(Data, 8), Before);
        machine.Write(Code, Swapif(4, size, 1, 2, 3), Swapif(5, size, 1, 2, 6), Kernel);
        machine.Cpu.Registers[1] = Data;
        machine.Cpu.Registers[2] = Before ^ ~mask;
        machine.Cpu.Registers[3] = 0x1122_3344_5566_7788;
        machine.Cpu.Registers[6] = 0;

        Assert.Equal(TrapKind.SystemCall, machine.Run(Code).Kind);

        Assert.Equal(Before & mask, machine.Cpu.Registers[4]);
        Assert.Equal(0x1122_3344_5566_7788ul & mask, machine.Cpu.Registers[5]);
        Assert.Equal((Before & ~mask) | (0x1122_3344_5566_7788ul & mask), MemoryMarshal.Read<ulong>(machine.Ram(Data, 8)));
    }

    [Theory]
    [InlineData(Width.Byte)]
    [InlineData(Width.Half)]
    [InlineData(Width.Word)]
    [InlineData(Width.Double)]
    public void What_an_atomic_access_returns_has_no_upper_bits_however_often_it_is_made(Width width)
    {
        // As often as it takes until the method has been compiled for speed.
        ulong mask = ulong.MaxValue >> (64 - (8 * (int)width)), memory = Before;
        byte* host = (byte*)&memory;
        for (int i = 0; i < 100_000; i++)
        {
            Assert.Equal(Before & mask, AtomicAccess.CompareExchange(host, width, Before ^ ~mask, ~Before));
            Assert.Equal(~Before & mask, AtomicAccess.CompareExchange(host, width, Before, 0));
            Assert.Equal(~Before & mask, AtomicAccess.Apply(host, AtomicOperation.Xor, width, ulong.MaxValue));
            Assert.Equal(Before & mask, AtomicAccess.Apply(host, AtomicOperation.Swap, width, Before));
        }

        Assert.Equal(Before, memory);
    }

    [Theory]
    [InlineData(AtomicOperation.MinSigned, 0x7fu, 0x80u)]
    [InlineData(AtomicOperation.MaxSigned, 0x7fu, 0x7fu)]
    [InlineData(AtomicOperation.MinUnsigned, 0x7fu, 0x7fu)]
    [InlineData(AtomicOperation.MaxUnsigned, 0x7fu, 0x80u)]
    [InlineData(AtomicOperation.Add, 0x7fu, 0xffu)]
    [InlineData(AtomicOperation.Clear, 0x81u, 0x00u)]
    public void An_atomic_operation_on_a_byte_leaves_the_bytes_beside_it(AtomicOperation operation, ulong operand, uint after)
    {
        using ToyMachine machine = new();
        MemoryMarshal.Write(machine.Ram(Data, 8), 0x1111_8011_1111_1111ul);
        machine.Write(Code, Atomic(4, operation, 0, 1, 2), Kernel);
        machine.Cpu.Registers[1] = Data + 5;
        machine.Cpu.Registers[2] = operand | 0xff00;

        Assert.Equal(TrapKind.SystemCall, machine.Run(Code).Kind);

        Assert.Equal(0x80ul, machine.Cpu.Registers[4]);
        Assert.Equal(0x1111_0011_1111_1111ul | ((ulong)after << 40), MemoryMarshal.Read<ulong>(machine.Ram(Data, 8)));
    }

    [Fact]
    public void A_store_of_16_bytes_fails_when_either_half_has_changed()
    {
        for (int changed = -1; changed < 16; changed += 4)
        {
            using ToyMachine machine = new();
            machine.Ram(Data, 16).Fill(7);
            machine.Write(Code, Reserveq(0, 1), changed < 0 ? Set(9, 0) : Storeb(2, 1, changed), Conditionalq(4, 1, 1), Kernel);
            machine.Cpu.Registers[1] = Data;
            machine.Cpu.Registers[2] = 9;
            Assert.Equal(TrapKind.SystemCall, machine.Run(Code).Kind);
            Assert.Equal(changed < 0 ? 0ul : 1, machine.Cpu.Registers[4]);
            Assert.Equal(changed < 0 ? 0 : 7, machine.Ram(Data, 16)[1]);
            Assert.Equal(new UInt128(0x0707_0707_0707_0707, 0x0707_0707_0707_0707), machine.Vector(0));
        }
    }

    [Fact]
    public void An_access_of_16_bytes_that_is_not_aligned_to_them_traps()
    {
        foreach (uint access in (ReadOnlySpan<uint>)[Reserveq(0, 1), Conditionalq(4, 1, 1), Swapifq(0, 1, 2, 3)])
        {
            using ToyMachine machine = new();
            machine.Write(Code, access, Kernel);
            machine.Cpu.Registers[1] = Data + 8;
            Assert.Equal((TrapKind.Misaligned, Data + 8), machine.Run(Code));
        }
    }
}
