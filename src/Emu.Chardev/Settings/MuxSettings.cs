using Emu.Model;

namespace Emu.Chardev.Settings;

/// <summary><c>-chardev mux</c>: another character device, shared by several devices and with the escape key
/// Ctrl-A.</summary>
[CharacterDevice("mux")]
public sealed partial class MuxSettings : CharacterDeviceSettings
{
    /// <summary>The id of the other one.</summary>
    [Property("chardev", IsRequired = true)]
    public string Device { get; set; } = "";

    internal override ICharacterBackend Open(string id, CharacterHost host) =>
        throw new InvalidOperationException("the list of devices opens a mux by itself");
}
