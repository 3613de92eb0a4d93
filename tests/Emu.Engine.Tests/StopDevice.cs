using Emu.Core.Memory;
using Emu.Isa.RiscV.Privileged;

namespace Emu.Engine.Tests;

/// <summary>A page that stops the hart that stores to it.</summary>
internal sealed class StopDevice : IMmioDevice
{
    public Hart? Hart { get; set; }

    public string Name => "stop";

    public ulong WindowSize => AddressMap.PageSize;

    public int AccessSizes => 1;

    public Lock SyncRoot { get; } = new();

    public ulong Read(ulong offset, int size) => 0;

    public void Write(ulong offset, int size, ulong value) => Hart?.Request(HartRequests.Stop);

    public void Reset()
    {
    }
}
