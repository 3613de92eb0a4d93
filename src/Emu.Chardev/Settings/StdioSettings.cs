using Emu.Model;

namespace Emu.Chardev.Settings;

/// <summary><c>-chardev stdio</c>: standard input and output.</summary>
[CharacterDevice("stdio")]
public sealed partial class StdioSettings : CharacterDeviceSettings
{
    /// <summary>Ctrl-C ends the emulator instead of reaching the guest.</summary>
    [Property("signal")]
    public bool KeepsSignalKeys { get; set; } = true;

    internal override ICharacterBackend Open(string id, CharacterHost host) =>
        host.TakeStandardStreams(id, KeepsSignalKeys && !IsMultiplexed);
}
