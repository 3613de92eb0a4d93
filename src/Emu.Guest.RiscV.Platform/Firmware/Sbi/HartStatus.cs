namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>What a hart does, numbered as hart state management reports it (SBI specification 2.0, table 4).</summary>
internal enum HartStatus
{
    /// <summary>It runs, or would if the machine ran.</summary>
    Started = 0,

    /// <summary>It waits for a start call.</summary>
    Stopped = 1,

    /// <summary>It was told to start and has not executed anything yet.</summary>
    StartPending = 2,

    /// <summary>It has stopped itself and is on its way out.</summary>
    StopPending = 3,

    /// <summary>It sleeps until an interrupt comes.</summary>
    Suspended = 4,
}
