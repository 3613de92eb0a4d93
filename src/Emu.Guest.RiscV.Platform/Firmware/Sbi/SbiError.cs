namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>Error codes that SBI calls return in a0 (SBI specification 2.0, table 1).</summary>
internal enum SbiError : long
{
    Success = 0,
    Failed = -1,
    NotSupported = -2,
    InvalidParameter = -3,
    Denied = -4,
    InvalidAddress = -5,
    AlreadyAvailable = -6,
    AlreadyStarted = -7,
    AlreadyStopped = -8,
}
