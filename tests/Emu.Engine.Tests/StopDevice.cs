using Emu.Core.Memory;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;

namespace Emu.Engine.Tests;

/// <summary>A page that stops the CPU that stores to it.</summary>
internal sealed class StopDevice : IMmioDevice
{
    public Hart? Cpu { get; set; }

    public string Name => "stop";

    public ulong WindowSize => AddressMap.PageSize;

    public int AccessSizes => 1;

    public Lock SyncRoot { get; } = new();

    public ulong Read(ulong offset, int size) => 0;

    public void Write(ulong offset, int size, ulong value) => Cpu?.Request(CpuRequests.Stop);

    public void Reset()
    {
    }
}
