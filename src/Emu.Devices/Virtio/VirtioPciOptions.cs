namespace Emu.Devices.Virtio;

/// <summary>How a virtio device is put on a PCI bus.</summary>
public sealed record VirtioPciOptions
{
    /// <summary>Messages that the function has by default: one for the configuration, and one a queue.</summary>
    public const int AutomaticVectors = -1;

    /// <summary>Base class, subclass and programming interface, 8 bits each.</summary>
    public required uint ClassCode { get; init; }

    /// <summary>The interfaces that it has.</summary>
    public VirtioPciKind Kind { get; init; }

    /// <summary>CPUs of the machine: a disk that leaves the number of its queues to the transport gets one for
    /// each.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Message-signalled interrupts; 0 for a function without the capability.</summary>
    public int Vectors { get; init; } = AutomaticVectors;
}
