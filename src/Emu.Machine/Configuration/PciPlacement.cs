using Emu.Devices.Pci;
using Emu.Devices.Virtio;
using Emu.Model;
using Emu.Model.Options;

namespace Emu.Machine.Configuration;

/// <summary>The properties that a virtio device has because it is a PCI function.</summary>
internal sealed partial class PciPlacement
{
    private const uint AutomaticVectors = uint.MaxValue;

    /// <summary>Device number, and function behind a point, both in hexadecimal.</summary>
    [Property("addr", "Slot and optional function number, example: 06.0 or 06", TypeWord = "int32", Default = "-1")]
    public string? Address { get; set; }

    /// <summary>Without the legacy interface, with it, or as the bus asks for.</summary>
    [Property("disable-legacy")]
    public OnOffAuto DisablesLegacy { get; set; }

    /// <summary>Without the specification's interface.</summary>
    [Property("disable-modern", "")]
    public bool DisablesModern { get; set; }

    /// <summary>Other functions share the device number.</summary>
    [Property("multifunction")]
    public bool IsMultifunction { get; set; }

    /// <summary>The file of an option ROM; only an empty name is taken.</summary>
    [Property("romfile")]
    public string? RomFile { get; set; }

    /// <summary>Messages for interrupts; by default one more than queues.</summary>
    [Property("vectors")]
    public uint Vectors { get; set; } = AutomaticVectors;

    /// <summary>The place on the bus: device number times 8, plus function; null for the first free one.</summary>
    /// <exception cref="OptionException">The address is none.</exception>
    public int? Slot
    {
        get
        {
            if (Address is null) return null;
            if (PciSlot.TryParse(Address, out int slot)) return slot;
            throw new OptionException("Parameter 'addr' expects a value between -1 and 255, example: 06.0 or 06");
        }
    }

    /// <summary>The options of the transport.</summary>
    /// <param name="kind">What the device's name asks for.</param>
    /// <param name="classCode">The function's class.</param>
    /// <exception cref="OptionException">A property asks for what is not there.</exception>
    public VirtioPciOptions ToOptions(VirtioPciKind kind, uint classCode)
    {
        if (DisablesModern) throw new OptionException("device cannot work as neither modern nor legacy alone; leave out disable-modern=on");
        if (RomFile is { Length: > 0 }) throw new OptionException("there are no option ROMs; leave out romfile");
        if (Vectors != AutomaticVectors && Vectors > 2048) throw new OptionException("Parameter 'vectors' expects at most 2048");
        return new VirtioPciOptions()
        {
            ClassCode = classCode,
            Kind = (kind, DisablesLegacy) switch
            {
                (VirtioPciKind.Automatic, OnOffAuto.On) => VirtioPciKind.NonTransitional,
                (VirtioPciKind.Automatic, OnOffAuto.Off) => VirtioPciKind.Transitional,
                _ => kind,
            },
            Vectors = Vectors == AutomaticVectors ? VirtioPciOptions.AutomaticVectors : (int)Vectors,
        };
    }
}
