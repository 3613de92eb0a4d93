namespace Emu.Linux.Abi;

/// <summary>The signals that the kernel itself treats in a special way (include/uapi/asm-generic/signal.h).</summary>
public static class SignalNumber
{
    public const int Quit = 3, IllegalInstruction = 4, Trap = 5, Abort = 6, Bus = 7, FloatingPoint = 8, Kill = 9;
    public const int SegmentationFault = 11, Child = 17, Continue = 18, Stop = 19, TerminalStop = 20;
    public const int TerminalInput = 21, TerminalOutput = 22, Urgent = 23, CpuLimit = 24, FileSizeLimit = 25;
    public const int WindowChange = 28, BadCall = 31;

    /// <summary>Numbers go from 1 to this.</summary>
    public const int Last = 64;

    /// <summary>The first number that queues: each instance sent is delivered.</summary>
    public const int FirstQueued = 32;
}
