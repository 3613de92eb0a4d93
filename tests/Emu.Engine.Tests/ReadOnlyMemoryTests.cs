using Emu.Guest.RiscV;
using Emu.Testing;

namespace Emu.Engine.Tests;

/// <summary>No kind of store changes ROM.</summary>
public sealed unsafe class ReadOnlyMemoryTests
{
    private const uint CboZeroX10 = 0x0045_200f;

    public static TheoryData<uint> Stores =>
    [
        RiscVWord.Sb(0, 0, 10), RiscVWord.Sh(0, 0, 10), RiscVWord.Sd(0, 0, 10), RiscVWord.Sd(0, 4, 10),
        RiscVWord.ScD(5, 0, 10), CboZeroX10,
    ];

    [Theory]
    [MemberData(nameof(Stores))]
    public void A_store_leaves_ROM_as_it_is(uint store)
    {
        const ulong Handler = BareMachine.RamStart + 0x1000;
        using BareMachine machine = new();
        machine.Write(
            BareMachine.RamStart,
            [RiscVWord.Csrrw(0, Csr.MTVec, 11), RiscVWord.Ld(6, 0, 10), store, .. BareMachine.Stop]);
        machine.Write(Handler, BareMachine.Stop);
        machine.State()->Registers[10] = BareMachine.RomStart + 64;
        machine.State()->Registers[11] = Handler;

        machine.Run(BareMachine.RamStart);

        Assert.Equal(ulong.MaxValue, machine.State()->Registers[6]);
        Assert.True(machine.Rom.IndexOfAnyExcept((byte)0xff) < 0);
    }
}
