using Emu.Isa;
using Emu.Linux.Abi;

namespace Emu.Linux.Processes;

/// <summary>
/// A guest thread: its CPU, and what the kernel keeps for each thread. Members are for the thread's own host thread
/// unless they say otherwise.
/// </summary>
public sealed unsafe partial class LinuxThread
{
    public LinuxThread(LinuxProcess process, Cpu cpu)
    {
        Process = process;
        Cpu = cpu;
    }

    public LinuxProcess Process { get; }

    public Cpu Cpu { get; }

    /// <summary>What running code touches of the CPU.</summary>
    public CpuState* State => Cpu.State;

    /// <summary>The register in which a system call's result is left.</summary>
    internal ref ulong Result => ref Register(Process.Abi.ResultRegister);

    /// <summary>The register that holds a system call's number.</summary>
    internal ref ulong CallNumber => ref Register(Process.Abi.NumberRegister);

    /// <summary>The program's stack pointer.</summary>
    internal ref ulong StackPointer => ref Register(Process.Abi.StackRegister);

    /// <summary>The host's thread id, which is the guest's too.</summary>
    public int ThreadId { get; set; }

    /// <summary>The arguments of the system call that the thread makes.</summary>
    internal SyscallArguments Arguments => new(Cpu.Registers, Process.Abi.ArgumentRegisters);

    /// <summary>A register by its number in the ABI.</summary>
    internal ref ulong Register(int number) => ref Cpu.Registers[number];
}
