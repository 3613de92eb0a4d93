namespace Emu.Linux.Signals;

/// <summary>What a signal does to a process that has said nothing about it (signal(7)).</summary>
internal enum DefaultAction
{
    /// <summary>Ends the process; signals of another kind say so by a core image as well.</summary>
    Terminate,
    Ignore,
    Stop,
}
