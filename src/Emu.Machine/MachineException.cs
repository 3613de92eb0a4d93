namespace Emu.Machine;

/// <summary>The machine that the user asked for cannot be built. The message is one line that names the thing and the
/// repair.</summary>
/// <param name="error">The cause.</param>
/// <param name="subject">The value or file that the message is about.</param>
/// <param name="detail">The limit, or what is wrong.</param>
public sealed class MachineException(MachineError error, string subject, string detail = "")
    : Exception(Describe(error, subject, detail))
{
    /// <summary>The cause.</summary>
    public MachineError Error { get; } = error;

    private static string Describe(MachineError error, string subject, string detail) => error switch
    {
        MachineError.NotEnoughHostMemory =>
            $"the host cannot reserve {subject} bytes for the guest's memory; give less with -m",
        MachineError.TooMuchMemory =>
            $"{subject} bytes of memory are more than the machine's {detail}; give less with -m",
        MachineError.CpuCount =>
            $"{subject} is not a number of CPUs that this machine can have; use -smp 1 to {detail}",
        MachineError.UnfitCpu => $"{subject}: {detail}",
        MachineError.TooManyVirtioDevices =>
            $"{subject} devices for {detail} virtio slots; leave some out, or put them on the PCI bus",
        MachineError.CannotWriteFile => $"{subject}: cannot be written: {detail}",
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };
}
