using Emu.Isa.RiscV;
using Emu.Isa.RiscV.Privileged;

namespace Emu.Linux;

/// <summary>
/// A guest thread: its hart, and what the kernel keeps for each thread. Members are for the thread's own host thread
/// unless they say otherwise.
/// </summary>
public sealed unsafe partial class LinuxThread
{
    public LinuxThread(LinuxProcess process, Hart hart)
    {
        Process = process;
        Hart = hart;
    }

    public LinuxProcess Process { get; }

    public Hart Hart { get; }

    /// <summary>The guest's registers.</summary>
    public HartState* State => Hart.State;

    /// <summary>The host's thread id, which is the guest's too.</summary>
    public int ThreadId { get; set; }
}
