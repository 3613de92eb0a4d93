namespace Emu.Debugger;

/// <summary>Why the target stands still.</summary>
/// <param name="Thread">The thread that it is about.</param>
/// <param name="Signal">What GDB is told, by GDB's numbers of signals.</param>
public readonly record struct DebugStop(int Thread, int Signal)
{
    /// <summary>A breakpoint, a watchpoint, or the end of a step (<c>SIGTRAP</c>).</summary>
    public const int Trap = 5;

    /// <summary>The user has stopped it (<c>SIGINT</c>).</summary>
    public const int Interrupt = 2;

    /// <summary>The guest has powered off (<c>SIGQUIT</c>).</summary>
    public const int Quit = 3;

    /// <summary>A disk has failed (<c>SIGIO</c>).</summary>
    public const int InputOutput = 23;

    /// <summary>The watchpoint that was met, with its address; null when none was.</summary>
    public (DebugPointKind Kind, ulong Address)? Watchpoint { get; init; }
}
