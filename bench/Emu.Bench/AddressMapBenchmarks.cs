using BenchmarkDotNet.Attributes;
using Emu.Core.Memory;

namespace Emu.Bench;

/// <summary>What a CPU pays on its slow path to learn who answers at a physical address.</summary>
public class AddressMapBenchmarks : IDisposable
{
    private const ulong RamStart = 0x8000_0000, DeviceStart = 0x1000_0000, DeviceSize = 0x1000;
    private readonly AddressMap map = new();

    /// <summary>A map of the size that a `virt` machine has: RAM and a dozen devices.</summary>
    [GlobalSetup]
    public void Build()
    {
        map.AddRam("ram", new PhysicalAddress(RamStart), 64 << 20);
        for (ulong i = 0; i < 12; i++) map.AddDevice(new PhysicalAddress(DeviceStart + i * DeviceSize), new Scratch());
    }

    /// <summary>A look-up that ends in RAM.</summary>
    [Benchmark(Baseline = true)]
    public MemoryRegion? FindRam() => map.Find(new PhysicalAddress(RamStart + 0x1234));

    /// <summary>A look-up that ends in a device.</summary>
    [Benchmark]
    public MemoryRegion? FindDevice() => map.Find(new PhysicalAddress(DeviceStart + 7 * DeviceSize + 4));

    /// <summary>A look-up between two regions.</summary>
    [Benchmark]
    public MemoryRegion? FindNothing() => map.Find(new PhysicalAddress(0x2000_0000));

    /// <inheritdoc/>
    public void Dispose()
    {
        map.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class Scratch : IMmioDevice
    {
        private ulong register;

        public string Name => "scratch";
        public ulong WindowSize => DeviceSize;
        public int AccessSizes => 1 | 2 | 4 | 8;
        public Lock SyncRoot { get; } = new();

        public ulong Read(ulong offset, int size) => register;
        public void Write(ulong offset, int size, ulong value) => register = value;
        public void Reset() => register = 0;
    }
}
