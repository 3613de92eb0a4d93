using Emu.Core.Memory;
using Emu.Engine.Tests.Tiers;
using Emu.Guest.RiscV;
using Emu.Testing;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests;

/// <summary>Windows of registers that move between two accesses of the same code, as PCI's do.</summary>
public sealed unsafe class MovingWindowTests
{
    private const ulong First = 0x4000_0000, Second = 0x4000_1000, Handler = BareMachine.RamStart + 0x1000;
    private const int Cause = 0x342, LoadAccessFault = 5, Loads = 4;

    public static TheoryData<string?> Engines => [null, .. TranslatingAccelerators.All];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Code_that_has_run_finds_a_window_where_it_is_now_and_not_where_it_was(string? accelerator)
    {
        using Tier? tier = accelerator is null ? null : Tier.Of(accelerator);
        using BareMachine machine = new(translation: tier?.Service);
        CountingDevice device = new();
        MemoryRegion region = machine.Memory.AddDevice(new PhysicalAddress(First), device);
        machine.Write(
            BareMachine.RamStart,
            [
                Csrrw(0, Csr.MTVec, 11), Addi(7, 0, Loads), Ld(5, 8, 10), R(0, 5, 6, 0, 6, 0b0110011), Addi(7, 7, -1),
                Bne(7, 0, -12), .. BareMachine.Stop,
            ]);
        machine.Write(Handler, BareMachine.Stop);

        Assert.Equal(Loads * 3ul, Run(machine, First));
        region = machine.Memory.Move(region, new PhysicalAddress(Second));
        Assert.Equal(Loads * 3ul, Run(machine, Second));
        Assert.Equal(2 * Loads, device.Reads);
        Assert.Equal(0ul, Run(machine, First));
        Assert.Equal(LoadAccessFault, (int)machine.ReadCsr(Cause));
        machine.Memory.Remove(region);
        machine.WriteCsr(Cause, 0);
        Assert.Equal(0ul, Run(machine, Second));
        Assert.Equal(LoadAccessFault, (int)machine.ReadCsr(Cause));
        Assert.Equal(2 * Loads, device.Reads);
    }

    private static ulong Run(BareMachine machine, ulong window)
    {
        machine.State()->Registers[6] = 0;
        machine.State()->Registers[10] = window;
        machine.State()->Registers[11] = Handler;
        machine.Run(BareMachine.RamStart);
        return machine.State()->Registers[6];
    }

    private sealed class CountingDevice : IMmioDevice
    {
        public int Reads { get; private set; }

        public string Name => "counter";

        public ulong WindowSize => AddressMap.PageSize;

        public int AccessSizes => 8;

        public Lock SyncRoot { get; } = new();

        public ulong Read(ulong offset, int size)
        {
            Reads++;
            return 3;
        }

        public void Write(ulong offset, int size, ulong value)
        {
        }

        public void Reset()
        {
        }
    }
}
