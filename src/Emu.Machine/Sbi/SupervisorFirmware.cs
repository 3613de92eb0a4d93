using Emu.Core.Logging;
using Emu.Guest.RiscV.Privileged;

namespace Emu.Machine.Sbi;

/// <summary>
/// The SBI inside the emulator (RISC-V Supervisor Binary Interface specification 2.0): what firmware would do for a
/// kernel, without
/// firmware in guest memory.
/// </summary>
internal sealed unsafe class SupervisorFirmware : ISupervisorBinaryInterface
{
    private readonly ISbiExtension[] extensions;
    private readonly LegacyExtensions legacy;
    private readonly TimeExtension time;

    /// <summary>Offers all extensions to the harts of a machine.</summary>
    public SupervisorFirmware(SbiMachine machine)
    {
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
    public void Call(Hart hart)
    {
        SbiCall call = new(hart);
        if (LegacyExtensions.Covers(call.Extension))
        {
            // These return in a0 alone (chapter 5).
            hart.State->X[10] = legacy.Call(call);
            return;
        }

        SbiResult result = Dispatch(call);
        if (result.Error == SbiError.NotSupported)
        {
            Log.WriteOnce(
                LogItems.Unimplemented,
                $"sbi: function {call.Function} of extension 0x{call.Extension:x} is not supported");
        }

        hart.State->X[10] = (ulong)result.Error;
        hart.State->X[11] = result.Value;
    }

    /// <summary>Forgets what a hart has asked for, before it is reset; the hart does not run.</summary>
    public void Reset(Hart hart) => time.Cancel(hart);

    private SbiResult Dispatch(SbiCall call)
    {
        foreach (ISbiExtension extension in extensions)
            if (extension.Id == call.Extension) return extension.Call(call);
        return SbiError.NotSupported;
    }

    private bool IsOffered(ulong id) =>
        LegacyExtensions.Covers(id) || Array.Exists(extensions, extension => extension.Id == id);
}
