using Emu.Core.Memory;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>
/// The console of the SBI: an NS16550 on the bus, used by its registers as firmware uses it, so that kernel and
/// firmware share one port in the usual way.
/// </summary>
/// <param name="memory">The bus.</param>
/// <param name="port">The serial port's registers.</param>
internal sealed class SbiConsole(AddressMap memory, PhysicalAddress port)
{
    private const ulong Data = 0, LineStatus = 5;
    private const ulong DataReady = 0x01, TransmitterHasRoom = 0x20;

    /// <summary>Sends one byte; false when the port takes none now.</summary>
    public bool TryWrite(byte value) =>
        memory.Read(port + LineStatus, 1, out ulong status) && (status & TransmitterHasRoom) != 0
            && memory.Write(port + Data, 1, value);

    /// <summary>The next byte that was received; false when there is none.</summary>
    public bool TryRead(out byte value)
    {
        value = 0;
        if (!memory.Read(port + LineStatus, 1, out ulong status) || (status & DataReady) == 0) return false;
        if (!memory.Read(port + Data, 1, out ulong data)) return false;
        value = (byte)data;
        return true;
    }
}
