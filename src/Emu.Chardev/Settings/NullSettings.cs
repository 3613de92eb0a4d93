using Emu.Model;

namespace Emu.Chardev.Settings;

/// <summary><c>-chardev null</c>: output is thrown away, there is no input.</summary>
[CharacterDevice("null")]
public sealed partial class NullSettings : CharacterDeviceSettings
{
    internal override ICharacterBackend Open(string id, CharacterHost host) => new NullBackend();
}
