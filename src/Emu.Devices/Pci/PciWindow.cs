using Emu.Core.Logging;
using Emu.Core.Memory;

namespace Emu.Devices.Pci;

/// <summary>
/// A range of the machine's bus behind which lies a PCI address space. Where no function answers, loads return ones and
/// stores are lost.
/// </summary>
/// <param name="host">The host bridge.</param>
/// <param name="name">For messages.</param>
/// <param name="isIo">True for I/O space, false for memory space.</param>
/// <param name="firstAddress">The PCI address of the window's first byte.</param>
/// <param name="size">Bytes of the window.</param>
internal sealed class PciWindow(PciHost host, string name, bool isIo, ulong firstAddress, ulong size) : IMmioDevice
{
    public string Name => name;
    public ulong WindowSize => size;
    public int AccessSizes => 1 | 2 | 4 | 8;
    public Lock SyncRoot { get; } = new();

    /// <summary>What answers does its own locking.</summary>
    public bool IsSelfLocking => true;

    public ulong Read(ulong offset, int size)
    {
        if (size != 8) return ReadPart(offset, size);
        ulong low = ReadPart(offset, 4);
        return low | ((ulong)ReadPart(offset + 4, 4) << 32);
    }

    public void Write(ulong offset, int size, ulong value)
    {
        WritePart(offset, Math.Min(size, 4), (uint)value);
        if (size == 8) WritePart(offset + 4, 4, (uint)(value >> 32));
    }

    public void Reset()
    {
        // The host bridge resets what lies behind.
    }

    private uint ReadPart(ulong offset, int size)
    {
        ulong address = firstAddress + offset;
        if (Find(address, size) is { } range) return range.Bar.Region.Read((uint)(address - range.BarStart), size);
        LogNoAnswer("load", address);
        return PciRegisters.NoAnswer >> (32 - (8 * size));
    }

    private void WritePart(ulong offset, int size, uint value)
    {
        ulong address = firstAddress + offset;
        if (Find(address, size) is { } range) range.Bar.Region.Write((uint)(address - range.BarStart), size, value);
        else LogNoAnswer("store", address);
    }

    /// <summary>Regions are powers of two and aligned, so that an aligned access lies in one or in none, but for the
    /// border between regions that software has put over each other.</summary>
    private PciRange? Find(ulong address, int size) =>
        host.Decoding.Find(isIo, address) is { } range && range.Last - address >= (ulong)(size - 1) ? range : null;

    private void LogNoAnswer(string access, ulong address) =>
        Log.WriteOnce(LogItems.GuestErrors, $"{name}: {access} at 0x{address:x}, where no function answers");
}
