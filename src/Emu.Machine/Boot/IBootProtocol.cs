using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Machine.Boot;

/// <summary>
/// How kernels and firmware of one guest architecture are recognised, where they lie in memory, and how CPUs start in them.
/// Members are called by the thread that builds and runs the machine, while its CPUs are parked.
/// </summary>
public interface IBootProtocol
{
    /// <summary>The ELF files that the CPUs run.</summary>
    ElfTarget Elf { get; }

    /// <summary>What messages call a kernel in the architecture's own format.</summary>
    string KernelName { get; }

    /// <summary>True when a file begins as a kernel in the architecture's own format.</summary>
    /// <param name="start">The file's first bytes, 64 when it has as many.</param>
    bool IsKernel(ReadOnlySpan<byte> start);

    /// <summary>Bytes that a kernel in the architecture's own format takes in memory; 0 for a file that is none.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <param name="start">Its first bytes, unpacked.</param>
    /// <param name="length">Bytes in the file, unpacked; null while that is not known.</param>
    /// <exception cref="BootException">It is a kernel that this machine cannot boot.</exception>
    ulong MeasureKernel(string name, ReadOnlySpan<byte> start, long? length);

    /// <summary>True where <c>-bios</c> fills the first bank of flash, and firmware in flash boots the kernel.</summary>
    bool PutsFirmwareIntoFlash => false;

    /// <summary>Where firmware without addresses of its own goes.</summary>
    PhysicalAddress PlaceFirmware(BootLayout layout);

    /// <summary>Where a kernel without addresses of its own goes.</summary>
    PhysicalAddress PlaceKernel(BootLayout layout);

    /// <summary>Where an initial ramdisk goes.</summary>
    /// <param name="layout">What has been placed already.</param>
    /// <param name="length">Bytes in the ramdisk.</param>
    /// <param name="commandLine">The kernel's command line, which may limit the memory that the kernel uses.</param>
    PhysicalAddress PlaceRamdisk(BootLayout layout, ulong length, string commandLine);

    /// <summary>Where the device tree goes.</summary>
    /// <param name="layout">What has been placed already.</param>
    /// <param name="length">Bytes in the blob.</param>
    PhysicalAddress PlaceDeviceTree(BootLayout layout, ulong length);

    /// <summary>True when the firmware inside the emulator serves what is booted.</summary>
    bool UsesBuiltInFirmware(BootLayout layout);

    /// <summary>Refuses CPUs on which what is booted cannot run.</summary>
    /// <param name="layout">What is booted.</param>
    /// <param name="model">The CPUs.</param>
    /// <param name="started">The CPU that <c>-device loader,cpu-num=</c> starts, or null.</param>
    /// <exception cref="Exception">They cannot; the message is one line that says why, and what to do.</exception>
    void Check(BootLayout layout, CpuModel model, int? started);

    /// <summary>Writes the code that CPUs start in, and says how they do. Everything else is in memory.</summary>
    /// <param name="layout">What lies where.</param>
    /// <param name="memory">The machine's bus.</param>
    BootState Start(BootLayout layout, AddressMap memory);

    /// <summary>Makes a CPU begin at an address that the user has given (<c>-device loader,cpu-num=</c>).</summary>
    void StartAt(Cpu cpu, PhysicalAddress address);

    /// <summary>Puts a CPU into the state that it has when the machine is switched on.</summary>
    void Reset(Cpu cpu);
}
