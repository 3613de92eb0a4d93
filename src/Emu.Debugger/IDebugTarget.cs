using Emu.Isa;

namespace Emu.Debugger;

/// <summary>
/// What a debugger controls: some CPUs, all of which run or none. A <see cref="GdbServer"/> calls, on its own thread;
/// registers, memory and points only while the target stands still.
/// </summary>
public interface IDebugTarget
{
    /// <summary>The registers that each CPU has.</summary>
    DebugDescription Description { get; }

    /// <summary>How many CPUs there are.</summary>
    int CpuCount { get; }

    /// <summary>Whether the target runs.</summary>
    bool IsRunning { get; }

    /// <summary>What a CPU does, in a few words for the user.</summary>
    string DescribeCpu(int cpu);

    /// <summary>The value of a register.</summary>
    UInt128 ReadRegister(int cpu, DebugRegister register);

    /// <summary>Sets a register, of those that can be set.</summary>
    void WriteRegister(int cpu, DebugRegister register, UInt128 value);

    /// <summary>Reads memory; false when not all of it is there.</summary>
    /// <param name="cpu">The CPU whose addresses are meant.</param>
    /// <param name="address">The first address.</param>
    /// <param name="to">Takes the bytes.</param>
    /// <param name="isPhysical">The address is one of the bus.</param>
    bool TryReadMemory(int cpu, ulong address, Span<byte> to, bool isPhysical);

    /// <summary>Writes memory; false when not all of it is there, and some may have been written.</summary>
    /// <inheritdoc cref="TryReadMemory"/>
    /// <param name="cpu"/>
    /// <param name="address"/>
    /// <param name="from">The bytes.</param>
    /// <param name="isPhysical"/>
    bool TryWriteMemory(int cpu, ulong address, ReadOnlySpan<byte> from, bool isPhysical);

    /// <summary>Sets a point for all CPUs; false when the target cannot stop there.</summary>
    bool TryAddPoint(DebugPointKind kind, ulong address, ulong length);

    /// <summary>Removes a point; false when there is none.</summary>
    bool TryRemovePoint(DebugPointKind kind, ulong address, ulong length);

    /// <summary>Removes all points.</summary>
    void RemoveAllPoints();

    /// <summary>Makes the target stand still, and returns when it does. It is not told of as a stop.</summary>
    void Pause();

    /// <summary>Lets CPUs run; <see cref="GdbServer.Stopped"/> is called when the target stands still again.</summary>
    /// <param name="runs">Which of them; the others stay where they are.</param>
    void Resume(Func<int, bool> runs);

    /// <summary>Has one CPU execute one instruction, and returns why the target stands still then.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="othersRun">The others run meanwhile.</param>
    DebugStop Step(int cpu, bool othersRun);

    /// <summary>Executes a command of the monitor; returns what it says.</summary>
    string Execute(string command);

    /// <summary>Ends the target.</summary>
    void Kill();
}
