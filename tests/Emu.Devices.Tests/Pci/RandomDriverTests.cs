using CsCheck;
using Emu.Core.Memory;
using Emu.Devices.Pci;

namespace Emu.Devices.Tests.Pci;

public sealed class RandomDriverTests
{
    private static readonly Gen<uint> Values = Gen.OneOf(
        Gen.UInt, Gen.OneOfConst(0u, uint.MaxValue, 7u, 0x8000_0000u, 0x3000_0000u, 0x8000_4000u, 4u, 0x4020_4010u),
        Gen.UInt[0, 47].Select(i => (uint)Place(i)), Gen.UInt[0, 47].Select(i => (uint)Place(i)),
        Gen.UInt[0, 15].Select(i => i * 32));

    /// <summary>Mostly registers of the header of the functions that are there, and mostly placing their
    /// regions.</summary>
    private static readonly Gen<(int Bus, int Device, int Register, int Size, uint Value)> Stores = Gen.Select(
        Gen.OneOfConst(0, 0, 0, 1, 1, 2, 200), Gen.Int[0, 4],
        Gen.Frequency(
            (2, Gen.Int[0, 0x3f]), (12, Gen.OneOfConst(0x10, 0x14, 0x20)), (2, Gen.OneOfConst(0x04, 0x18, 0x24)),
            (1, Gen.Int[0, 0xfff])),
        Gen.OneOfConst(1, 2, 4, 4, 4), Values);

    private static int answered, hidden;

    /// <summary>The model looks at every function for every address, without a list that could be stale.</summary>
    [Fact]
    public void Whatever_software_writes_memory_stays_and_only_what_the_registers_say_answers()
    {
        Gen.Select(Stores.Array[1, 60], Gen.ULong.Array[40]).Sample(
            (stores, seeds) =>
            {
                using PciBusFixture bus = new();
                bus.AddPort(memory: 0x4010_4010, prefetch: 0x4020_4020);
                TestFunction[] functions = [new("a"), new("b"), new("c")];
                foreach (TestFunction function in functions) bus.Host.Root.Plug(function);
                for (int device = 2; device < 5; device++) bus.StoreConfig(device, 4, 3, 2);
                bus.StoreConfig(0, 4, 3, 2, bus: 1);
                bus.Store(PciBusFixture.Ram + 0x100, 0x1234_5678);
                foreach ((int number, int device, int register, int size, uint value) in stores)
                {
                    bus.StoreConfig(device, register & ~(size - 1), value, size, number);
                    foreach (ulong seed in seeds.Take(8)) Compare(bus, seed);
                }

                foreach (ulong seed in seeds) Compare(bus, seed);
                Assert.Equal(0x1234_5678u, bus.Load(PciBusFixture.Ram + 0x100));
                Assert.Equal(1 + 1 + 3, bus.Map.Regions.Count);
            },
            threads: 1,
            iter: 300);
        Assert.True(answered > 2000 && hidden > 100, $"{answered} addresses had a function, {hidden} behind the port");
    }

    private static void Compare(PciBusFixture bus, ulong seed)
    {
        bool isIo = seed % 8 == 0;
        ulong address = isIo ? (seed >> 8) % 0x80 * 4 : Place(seed >> 8) + ((seed >> 32) % 0x400 * 4);
        (PciBar Bar, ulong Start)? expected = Answering(bus, isIo, address);
        PhysicalAddress at = new(isIo ? PciBusFixture.IoWindow + address : address);
        Assert.True(bus.Map.Read(at, 4, out ulong value));
        if (expected is not null) answered++;
        if (expected?.Bar.Device.Bus!.Bridge is not null) hidden++;
        if (expected is not { } found) Assert.Equal(uint.MaxValue, value);
        else if (found.Bar.Region is RecordingRegion) Assert.Equal(0xa500_0000 | (address - found.Start), value);
        else Assert.NotEqual(uint.MaxValue, value);
    }

    /// <summary>One of 48 pages: at the window's start, and in and behind the windows of the port.</summary>
    private static ulong Place(ulong seed) => (seed % 3) switch
    {
        0 => 0x4000_0000 + (seed / 3 % 16 * 0x1000),
        1 => 0x4010_0000 + (seed / 3 % 16 * 0x1000),
        _ => 0x4020_0000 + (seed / 3 % 16 * 0x1000),
    };

    private static (PciBar Bar, ulong Start)? Answering(PciBusFixture bus, bool isIo, ulong address)
    {
        (ulong First, PciBar Bar)? best = null;
        foreach ((PciDevice device, PciBridge? above) in Functions(bus.Host.Root))
        {
            if ((device.Configuration.Read(4, 2) & (isIo ? 1u : 2u)) == 0) continue;
            if (above is not null && (above.Configuration.Read(4, 2) & (isIo ? 1u : 2u)) == 0) continue;
            foreach (PciBar bar in device.Bars)
            {
                if (bar.Kind == PciBarKind.Io != isIo || address < bar.Address || address - bar.Address >= bar.Size) continue;
                foreach ((ulong first, ulong last) in WindowsOf(above, isIo))
                {
                    if (address < first || address > last) continue;
                    ulong begin = Math.Max(first, bar.Address);
                    if (best is null || begin < best.Value.First) best = (begin, bar);
                }
            }
        }

        return best is { } winner ? (winner.Bar, winner.Bar.Address) : null;
    }

    private static IEnumerable<(PciDevice Device, PciBridge? Above)> Functions(PciBus bus)
    {
        foreach (PciDevice device in bus.Functions)
        {
            yield return (device, bus.Bridge);
            if (device is not PciBridge bridge) continue;
            foreach ((PciDevice Device, PciBridge? Above) each in Functions(bridge.Secondary)) yield return each;
        }
    }

    private static (ulong First, ulong Last)[] WindowsOf(PciBridge? bridge, bool isIo)
    {
        if (bridge is null) return [(0, ulong.MaxValue)];
        PciConfigSpace space = bridge.Configuration;
        if (isIo)
        {
            return
            [
                ((space.Read(0x1c, 1) & 0xf0) * 0x100, ((space.Read(0x1d, 1) & 0xf0) * 0x100) + 0xfff),
            ];
        }

        return
        [
            ((ulong)(space.Read(0x20, 2) >> 4) << 20, ((ulong)(space.Read(0x22, 2) >> 4) << 20) + 0xf_ffff),
            (((ulong)(space.Read(0x24, 2) >> 4) << 20) | ((ulong)space.Read(0x28, 4) << 32),
                (((ulong)(space.Read(0x26, 2) >> 4) << 20) | ((ulong)space.Read(0x2c, 4) << 32)) + 0xf_ffff),
        ];
    }
}
