using Emu.Chardev;

namespace Emu.Machine.Configuration;

/// <summary>What the user adds to the board, as one tree: everything that short forms of options stand for has been
/// written out.</summary>
public sealed record MachineConfiguration
{
    /// <summary><c>-object</c>.</summary>
    public IReadOnlyList<ConfiguredItem> Objects { get; init; } = [];

    /// <summary><c>-machine memory-backend=</c>: the object that is the machine's RAM; null for memory of its
    /// own.</summary>
    public string? MemoryBackend { get; init; }

    /// <summary><c>-chardev</c>.</summary>
    public IReadOnlyList<ConfiguredItem> CharacterDevices { get; init; } = [];

    /// <summary><c>-echr</c>: the key of consoles that the emulator takes for itself; Ctrl-A otherwise.</summary>
    public byte EscapeKey { get; init; } = EscapeMultiplexer.DefaultEscapeKey;

    /// <summary>For each serial port the character device that it is connected to; null for none.</summary>
    public IReadOnlyList<string?> SerialPorts { get; init; } = [];

    /// <summary><c>-mon</c>, and what <c>-qmp</c> and <c>-monitor</c> stand for.</summary>
    public IReadOnlyList<ConfiguredMonitor> Monitors { get; init; } = [];

    /// <summary><c>-gdb</c>, and what <c>-s</c> stands for; null for none.</summary>
    public ConfiguredDebugger? Debugger { get; init; }

    /// <summary><c>-qtest</c>; null for none.</summary>
    public ConfiguredTest? Test { get; init; }

    /// <summary><c>-blockdev</c>, and what <c>-drive</c> stands for.</summary>
    public IReadOnlyList<ConfiguredItem> BlockNodes { get; init; } = [];

    /// <summary><c>-netdev</c>.</summary>
    public IReadOnlyList<ConfiguredItem> NetDevices { get; init; } = [];

    /// <summary><c>-device</c>.</summary>
    public IReadOnlyList<ConfiguredItem> Devices { get; init; } = [];

    /// <summary><c>-global</c>.</summary>
    public IReadOnlyList<GlobalProperty> Globals { get; init; } = [];

    /// <summary><c>-fw_cfg</c>.</summary>
    public IReadOnlyList<ConfiguredItem> FirmwareItems { get; init; } = [];

    /// <summary>For each bank of flash the block node of its content; null for a blank one.</summary>
    public IReadOnlyList<string?> FlashNodes { get; init; } = [];

    /// <summary><c>-snapshot</c>: no image is written, all changes go to temporary files.</summary>
    public bool IsTemporary { get; init; }
}
