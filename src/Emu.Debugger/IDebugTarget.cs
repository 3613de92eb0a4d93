using Emu.Isa;

namespace Emu.Debugger;

/// <summary>
/// What a debugger controls: some threads, all of which run or none; the CPUs of a machine are threads too. A
/// <see cref="GdbServer"/> calls, on its own host thread; registers, memory and points only while the target stands
/// still.
/// </summary>
public interface IDebugTarget
{
    /// <summary>The registers that each thread has.</summary>
    DebugDescription Description { get; }

    /// <summary>The ids of the threads that there are now, 1 up.</summary>
    IReadOnlyList<int> Threads { get; }

    /// <summary>The auxiliary vector of a program; null where there is none.</summary>
    byte[]? AuxiliaryVector => null;

    /// <summary>Path of the program's file; null where there is none.</summary>
    string? ExecutableFile => null;

    /// <summary>Whether there are files to read with <see cref="OpenFile"/>.</summary>
    bool HasFiles => false;

    /// <summary>Whether the target runs.</summary>
    bool IsRunning { get; }

    /// <summary>What a thread does, in a few words for the user.</summary>
    string DescribeThread(int thread);

    /// <summary>The value of a register.</summary>
    UInt128 ReadRegister(int thread, DebugRegister register);

    /// <summary>Sets a register, of those that can be set.</summary>
    void WriteRegister(int thread, DebugRegister register, UInt128 value);

    /// <summary>Reads memory; false when not all of it is there.</summary>
    /// <param name="thread">The thread whose addresses are meant.</param>
    /// <param name="address">The first address.</param>
    /// <param name="to">Takes the bytes.</param>
    /// <param name="isPhysical">The address is one of the bus.</param>
    bool TryReadMemory(int thread, ulong address, Span<byte> to, bool isPhysical);

    /// <summary>Writes memory; false when not all of it is there, and some may have been written.</summary>
    /// <inheritdoc cref="TryReadMemory"/>
    /// <param name="thread"/>
    /// <param name="address"/>
    /// <param name="from">The bytes.</param>
    /// <param name="isPhysical"/>
    bool TryWriteMemory(int thread, ulong address, ReadOnlySpan<byte> from, bool isPhysical);

    /// <summary>Opens a file for reading, as the program sees it; null when there is none.</summary>
    /// <param name="path">Its absolute path.</param>
    IDebugFile? OpenFile(byte[] path) => null;

    /// <summary>Sets a point for all threads; false when the target cannot stop there.</summary>
    bool TryAddPoint(DebugPointKind kind, ulong address, ulong length);

    /// <summary>Removes a point; false when there is none.</summary>
    bool TryRemovePoint(DebugPointKind kind, ulong address, ulong length);

    /// <summary>Removes all points.</summary>
    void RemoveAllPoints();

    /// <summary>Makes the target stand still, and returns when it does. It is not told of as a stop.</summary>
    void Pause();

    /// <summary>Lets threads run; <see cref="GdbServer.Stopped"/> is called when the target stands still again.</summary>
    /// <param name="runs">Which of them; the others stay where they are, if the target can do that.</param>
    /// <param name="signal">The signal that the thread which was told of last gets, by GDB's numbers; 0 for none.</param>
    void Resume(Func<int, bool> runs, int signal);

    /// <summary>Has one thread execute one instruction, and returns why the target stands still then; null when
    /// <see cref="GdbServer.Stopped"/> will tell it.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="othersRun">The others run meanwhile.</param>
    /// <param name="signal">As for <see cref="Resume"/>.</param>
    DebugStop? Step(int thread, bool othersRun, int signal);

    /// <summary>Executes a command of the monitor; returns what it says.</summary>
    /// <param name="thread">The thread that it is about, if it is about one.</param>
    /// <param name="command">The command.</param>
    string Execute(int thread, string command);

    /// <summary>Ends the target.</summary>
    void Kill();
}
