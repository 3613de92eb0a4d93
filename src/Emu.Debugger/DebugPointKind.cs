namespace Emu.Debugger;

/// <summary>What stops a CPU, as the packets <c>Z</c> and <c>z</c> number it (GDB manual, E.2).</summary>
public enum DebugPointKind
{
    /// <summary>The instruction at an address. Other debuggers write one of their own there; here it is the same as
    /// <see cref="HardwareBreakpoint"/>.</summary>
    SoftwareBreakpoint,

    /// <summary>The instruction at an address.</summary>
    HardwareBreakpoint,

    /// <summary>A store to a range.</summary>
    WriteWatchpoint,

    /// <summary>A load from a range.</summary>
    ReadWatchpoint,

    /// <summary>A load from a range, or a store to it.</summary>
    AccessWatchpoint,
}
