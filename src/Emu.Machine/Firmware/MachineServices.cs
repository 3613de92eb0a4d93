using Emu.Chardev;
using Emu.Core.Control;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine.Runtime;
using Emu.Machine.Cpus;

namespace Emu.Machine.Firmware;

/// <summary>What services inside of the emulator, firmware and ports to the host, need of the machine that they
/// serve.</summary>
/// <param name="engines">The engines of the machine's CPUs, which are told what the services store.</param>
public sealed class MachineServices(EngineSet engines)
{
    /// <summary>The threads of all CPUs, by the CPUs' numbers.</summary>
    public required IReadOnlyList<CpuThread> Cpus { get; init; }

    /// <summary>The bus: guest memory is reached by physical addresses.</summary>
    public required AddressMap Memory { get; init; }

    /// <summary>Clock and timers.</summary>
    public required EventLoop Events { get; init; }

    /// <summary>Shutdown and reset.</summary>
    public required IMachineControl Control { get; init; }

    /// <summary>Bus address of the registers of the serial port that is the console.</summary>
    public required PhysicalAddress ConsolePort { get; init; }

    /// <summary>What the first serial port is connected to.</summary>
    public required ICharacterBackend Console { get; init; }

    /// <summary>True when a range is all in one region of RAM. Any thread may call.</summary>
    /// <param name="start">The range's first byte.</param>
    /// <param name="length">Its bytes.</param>
    public bool IsRam(PhysicalAddress start, ulong length) =>
        Memory.Find(start) is { IsRam: true } region && region.Contains(start, length);

    /// <summary>Says that a service has written RAM, so that code decoded from there is decoded anew. Any thread may call,
    /// after the write.</summary>
    public void NotifyStored(PhysicalAddress start, ulong length) => engines.NotifyStored(start, length);

    /// <summary>
    /// Tells of each store that a CPU makes to a page of RAM: its offset in the page and its length, after the store, on the
    /// CPU's thread. One page at a time; null for nobody. Only while no CPU runs.
    /// </summary>
    /// <param name="page">Bus address of the page.</param>
    /// <param name="stored">Takes offset and length. Any number of CPUs may call it at once.</param>
    public void ObserveStores(PhysicalAddress page, Action<uint, uint>? stored) => engines.ObserveStores(page, stored);
}
