namespace Emu.Devices.Uart;

/// <summary>Bits of the line status register (PC16550D datasheet, 8.4).</summary>
[Flags]
internal enum LineStatus : byte
{
    None = 0,

    /// <summary>DR: a character can be read.</summary>
    DataReady = 0x01,

    /// <summary>OE: a character was lost because the guest did not read in time.</summary>
    OverrunError = 0x02,

    /// <summary>PE.</summary>
    ParityError = 0x04,

    /// <summary>FE.</summary>
    FramingError = 0x08,

    /// <summary>BI: the line was held low for longer than a character.</summary>
    BreakInterrupt = 0x10,

    /// <summary>THRE: the transmitter takes a character (with FIFOs: 16).</summary>
    TransmitterHoldingEmpty = 0x20,

    /// <summary>TEMT: nothing is left to be sent.</summary>
    TransmitterEmpty = 0x40,

    /// <summary>A character in the FIFO has an error.</summary>
    FifoError = 0x80,

    /// <summary>What makes a receiver line status interrupt.</summary>
    AnyError = OverrunError | ParityError | FramingError | BreakInterrupt,
}
