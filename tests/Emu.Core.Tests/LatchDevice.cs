using Emu.Core.Memory;

namespace Emu.Core.Tests;

/// <summary>A device of one register at every offset: reads give what was written last.</summary>
internal sealed class LatchDevice(ulong size) : IMmioDevice
{
    public string Name => "latch";
    public ulong WindowSize => size;
    public int AccessSizes { get; init; } = 1 | 2 | 4 | 8;
    public Lock SyncRoot { get; } = new();
    public bool IsSelfLocking { get; init; }
    public Doorbells? Doorbells { get; init; }
    public (ulong Offset, int Size, ulong Value) LastWrite { get; private set; }

    public ulong Read(ulong offset, int size) => LastWrite.Value;

    public void Write(ulong offset, int size, ulong value) => LastWrite = (offset, size, value);

    public void Reset() => LastWrite = default;
}
