using Emu.Core.Control;
using Emu.Devices.Virtio;
using Emu.Engine;
using Emu.Isa;
using Emu.Machine.Boot;
using Emu.Machine.Configuration;

namespace Emu.Machine;

/// <summary>The machine that the user wants.</summary>
public sealed record MachineOptions
{
    /// <summary>RAM of a machine when the user does not say: 128 MiB.</summary>
    public const ulong DefaultMemorySize = 128 << 20;

    /// <summary><c>-cpu</c>; null for what the board has without it.</summary>
    public CpuModel? CpuModel { get; init; }

    /// <summary><c>-smp</c>.</summary>
    public int CpuCount { get; init; } = 1;

    /// <summary><c>-m</c>, in bytes.</summary>
    public ulong MemorySize { get; init; } = DefaultMemorySize;

    /// <summary><c>-accel</c>.</summary>
    public AccelOptions Accel { get; init; } = AccelOptions.Default;

    /// <summary>What to boot.</summary>
    public BootOptions Boot { get; init; } = new();

    /// <summary>
    /// Devices for the board's virtio slots, in the order of the user: the first one gets the slot that drivers look at
    /// first. A device belongs to one machine.
    /// </summary>
    public IReadOnlyList<VirtioDevice> VirtioDevices { get; init; } = [];

    /// <summary><c>-global virtio-mmio.force-legacy=</c>: the board's virtio slots show the legacy interface.</summary>
    public bool ForcesLegacyVirtio { get; init; } = true;

    /// <summary><c>-no-reboot</c>: a reset ends the machine.</summary>
    public bool EndsOnReset { get; init; }

    /// <summary><c>-S</c>: the machine is paused before its first instruction.</summary>
    public bool StartsPaused { get; init; }

    /// <summary><c>-incoming</c>: the address of a saved machine that takes the place of a boot, as
    /// <see cref="Saving.SavedAddress"/> has them; null to boot.</summary>
    public string? Incoming { get; init; }

    /// <summary><c>-boot-snapshot</c>; null when no boot is kept.</summary>
    public BootSnapshotOptions? BootSnapshot { get; init; }

    /// <summary><c>-no-shutdown</c>: a guest that powers off leaves the machine standing until the user ends it.</summary>
    public bool StaysOnShutdown { get; init; }

    /// <summary><c>-seed</c>: the random bytes that the guest sees.</summary>
    public GuestRandom Random { get; init; } = new();

    /// <summary><c>-uuid</c>: the machine's identity, which firmware can ask for.</summary>
    public Guid Identifier { get; init; }

    /// <summary><c>-boot</c>: what firmware is told beside the order of the disks.</summary>
    public BootMenu BootMenu { get; init; } = new();

    /// <summary><c>-name debug-threads=on</c>: the CPUs' threads have the names that QEMU gives them.</summary>
    public bool HasQemuThreadNames { get; init; }

    /// <summary><c>-numa node</c>: the device tree says that CPUs and memory belong to node 0.</summary>
    public bool HasNumaNode { get; init; }

    /// <summary><c>-rtc clock=</c>: what the real-time clock follows.</summary>
    public ClockSource ClockSource { get; init; }

    /// <summary><c>-rtc base=</c>: how far the guest's clock is ahead of the host's in UTC when the machine is
    /// built.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>Told the hash that names the code cache's file, when there is one, while the machine is built.</summary>
    public Action<UInt128>? CodeNamed { get; init; }

    /// <summary>What the user adds to the board.</summary>
    public MachineConfiguration Configuration { get; init; } = new();
}
