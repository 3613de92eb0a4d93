using Emu.Isa;

namespace Emu.Linux;

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

    /// <summary>The guest's registers.</summary>
    public CpuState* State => Cpu.State;

    /// <summary>The host's thread id, which is the guest's too.</summary>
    public int ThreadId { get; set; }
}
