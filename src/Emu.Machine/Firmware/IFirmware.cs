using Emu.Isa;
using Emu.Model.Descriptors;

namespace Emu.Machine.Firmware;

/// <summary>
/// Firmware inside of the emulator: answers the calls of a kernel as firmware in guest memory would, and starts all CPUs but
/// the first when the kernel asks for it.
/// </summary>
public interface IFirmware
{
    /// <summary>What a saved machine keeps of the firmware; null when it declares nothing, and a machine that it serves cannot be
    /// saved.</summary>
    IReadOnlyList<StateDescriptor>? SavedMembers => null;

    /// <summary>Serves a CPU's calls from now on, or leaves them to firmware in guest memory. The CPU is parked.</summary>
    void Serve(Cpu cpu, bool isServed);

    /// <summary>Forgets what a CPU has asked for, before it is reset. The CPU is parked.</summary>
    void Reset(Cpu cpu);
}
