namespace Emu.Host;

/// <content>Signals.</content>
public static partial class HostSyscallNumbers
{
    public const long SignalMask = 14, SignalPending = 127, SignalTimedWait = 128, SignalQueue = 129;
    public const long SignalSuspend = 130, SignalQueueThread = 297, SignalProcess = 62, SignalDescriptor = 424;
}
