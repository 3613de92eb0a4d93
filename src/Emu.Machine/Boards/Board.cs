using Emu.Core.Memory;
using Emu.Isa;
using Emu.Machine.Boot;
using Emu.Machine.Firmware;
using Emu.Model.Descriptors;

namespace Emu.Machine.Boards;

/// <summary>A machine's hardware as data, and what its guest architecture brings to it.</summary>
public sealed record Board
{
    /// <summary>The name for <c>-machine</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Another name for <c>-machine</c>, where <see cref="Name"/> has the version of QEMU whose machine this is: the name
    /// without the version, which follows behind a hyphen. Null where there is one name only.</summary>
    public string? Alias { get; init; }

    /// <summary>One line for <c>-machine help</c>.</summary>
    public required string Description { get; init; }

    /// <summary>True for the machine without anything, which programs ask what there could be.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>The machine <c>none</c>: no CPU, no memory and no device, for questions about the program.</summary>
    /// <param name="real">A board of the architecture.</param>
    public static Board Empty(Board real)
    {
        ArgumentNullException.ThrowIfNull(real);
        return real with
        {
            IsEmpty = true,
            Name = "none",
            Alias = null,
            Description = "empty machine",
            MemoryName = "ram",
            MaximumCpus = 1,
            Roms = [],
            FlashStart = null,
            Devices = [],
            FurtherSerialPorts = [],
            FixedProperties = [],
            AbsentUnits = [],
        };
    }

    /// <summary>The root's <c>compatible</c>.</summary>
    public required string Compatible { get; init; }

    /// <summary>The root's <c>model</c>.</summary>
    public required string Model { get; init; }

    /// <summary>What the CPUs are when the user does not say.</summary>
    public required CpuModel DefaultCpuModel { get; init; }

    /// <summary>The id of the memory object that is the RAM when the user names none.</summary>
    public required string MemoryName { get; init; }

    /// <summary>Bits of a bus address.</summary>
    public required int PhysicalAddressBits { get; init; }

    /// <summary>Bus address of RAM.</summary>
    public required PhysicalAddress RamStart { get; init; }

    /// <summary>Memory that only loading writes, as the ROM in which CPUs start.</summary>
    public IReadOnlyList<BoardRom> Roms { get; init; } = [];

    /// <summary>Bus address of the flash that firmware starts in when the user fills it; null when there is none.</summary>
    public PhysicalAddress? FlashStart { get; init; }

    /// <summary>Most CPUs that the interrupt controllers have registers for.</summary>
    public required int MaximumCpus { get; init; }

    /// <summary>Whether CPUs have an interrupt input; devices' wires to one that is not there are left out.</summary>
    public Func<CpuModel, int, bool> HasCpuInput { get; init; } = (_, _) => true;

    /// <summary>Path of the device-tree node that devices' nodes go into unless they say otherwise: <c>/</c>, or that of a
    /// simple bus.</summary>
    public string BusRoot { get; init; } = "/soc";

    /// <summary>Writes the device-tree nodes of the CPUs.</summary>
    public required IBoardTree Tree { get; init; }

    /// <summary>How kernels and firmware are placed and started.</summary>
    public required IBootProtocol Boot { get; init; }

    /// <summary>Makes the firmware inside the emulator for a machine.</summary>
    public required Func<MachineServices, IFirmware> CreateFirmware { get; init; }

    /// <summary>Models of devices that only boards of this architecture have.</summary>
    public IReadOnlyList<TypeDescriptor> DeviceTypes { get; init; } = [];

    /// <summary>Properties of <c>-machine</c> that have one value here.</summary>
    public IReadOnlyList<FixedProperty> FixedProperties { get; init; } = [];

    /// <summary>Units that QEMU's machine of the name can have, and that can only be turned off here.</summary>
    public IReadOnlyList<string> AbsentUnits { get; init; } = [];

    /// <summary>All devices; the interrupt controller comes before those that are wired to it.</summary>
    public required IReadOnlyList<BoardDevice> Devices { get; init; }

    /// <summary>Serial ports that are there when the user has connected more than one, in their order.</summary>
    public IReadOnlyList<BoardDevice> FurtherSerialPorts { get; init; } = [];
}
