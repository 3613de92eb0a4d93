namespace Emu.Machine;

/// <summary>Why a machine cannot be built. <see cref="MachineException"/> has the message of each.</summary>
public enum MachineError
{
    /// <summary>The host cannot reserve the guest's RAM.</summary>
    NotEnoughHostMemory,

    /// <summary>More RAM than the board's address space has room for.</summary>
    TooMuchMemory,

    /// <summary>No CPUs, or more than the board has wires for.</summary>
    CpuCount,

    /// <summary>The CPUs lack what the kernel needs.</summary>
    UnfitCpu,

    /// <summary>More devices for virtio slots than the board has slots.</summary>
    TooManyVirtioDevices,

    /// <summary>A file that the user asked for cannot be written.</summary>
    CannotWriteFile,
}
