using Emu.Debugger;

namespace Emu.Linux.Processes;

/// <summary>Serves the system calls of a process. Called on the thread that makes the call.</summary>
internal interface ISystemCalls
{
    /// <summary>Serves the call with a number, whose arguments are in the thread's registers.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="number">What its number register holds.</param>
    /// <param name="setsRegisters">True when all registers have been set, so that the result is left nowhere.</param>
    /// <returns>What the kernel would leave in the result register: a value, a negative error, or one of the kernel's own
    /// restart codes.</returns>
    long Serve(LinuxThread thread, ulong number, out bool setsRegisters);

    /// <summary>Opens a file for the program's debugger, as the program would; null when there is none.</summary>
    IDebugFile? OpenForDebugger(LinuxProcess process, byte[] path);
}
