using Emu.Core.Memory;

namespace Emu.Engine.Tests;

/// <summary>A page whose loads and stores run something of the test's on the CPU's thread, in the middle of its
/// block.</summary>
internal sealed class SignalDevice : IMmioDevice
{
    public Action Stored { get; set; } = () => { };

    /// <summary>What a load finds.</summary>
    public Func<ulong> Loaded { get; set; } = () => 0;

    public string Name => "signal";

    public ulong WindowSize => AddressMap.PageSize;

    public int AccessSizes => 1;

    public Lock SyncRoot { get; } = new();

    public ulong Read(ulong offset, int size) => Loaded();

    public void Write(ulong offset, int size, ulong value) => Stored();

    public void Reset()
    {
    }
}
