using Emu.Core.Logging;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Machine.Firmware;
using Emu.Model;
using Emu.Model.Descriptors;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>
/// The SBI inside the emulator (RISC-V Supervisor Binary Interface specification 2.0): what firmware would do for a
/// kernel, without firmware in guest memory.
/// </summary>
/// <remarks>Invariant of the unsafe code: the registers belong to the calling hart, which waits for the call's end on
/// this thread.</remarks>
public sealed unsafe partial class SupervisorFirmware : ISupervisorBinaryInterface, IFirmware
{
    [Derived]
    private readonly ISbiExtension[] extensions;
    private readonly LegacyExtensions legacy;
    [State]
    private readonly TimeExtension time;

    /// <summary>Offers all extensions to the harts of a machine.</summary>
    public SupervisorFirmware(MachineServices services)
    {
        SbiMachine machine = new(services);
        time = new TimeExtension(machine);
        SystemResetExtension reset = new(machine);
        legacy = new LegacyExtensions(machine, time, reset);
        // The most frequently called come first.
        extensions =
        [
            time, new InterprocessorInterruptExtension(machine), new RemoteFenceExtension(machine),
            new HartStateExtension(machine, time), new DebugConsoleExtension(machine), reset, new BaseExtension(IsOffered),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateDescriptor> SavedMembers => ModelMembers.State;

    /// <inheritdoc/>
    public void Call(Hart hart)
    {
        SbiCall call = new(hart);
        if (LegacyExtensions.Covers(call.Extension))
        {
            // These return in a0 alone (chapter 5).
            hart.State->Registers[10] = legacy.Call(call);
            return;
        }

        SbiResult result = Dispatch(call);
        if (result.Error == SbiError.NotSupported)
        {
            Log.WriteOnce(
                LogItems.Unimplemented,
                $"sbi: function {call.Function} of extension 0x{call.Extension:x} is not supported");
        }

        hart.State->Registers[10] = (ulong)result.Error;
        hart.State->Registers[11] = result.Value;
    }

    /// <inheritdoc/>
    public void Serve(Cpu cpu, bool isServed) => ((Hart)cpu).Sbi = isServed ? this : null;

    /// <inheritdoc/>
    public void Reset(Cpu cpu) => time.Cancel((Hart)cpu);

    private SbiResult Dispatch(SbiCall call)
    {
        foreach (ISbiExtension extension in extensions)
            if (extension.Id == call.Extension) return extension.Call(call);
        return SbiError.NotSupported;
    }

    private bool IsOffered(ulong id) =>
        LegacyExtensions.Covers(id) || Array.Exists(extensions, extension => extension.Id == id);
}
