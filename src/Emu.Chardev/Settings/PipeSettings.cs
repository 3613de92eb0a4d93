using Emu.Model;

namespace Emu.Chardev.Settings;

/// <summary><c>-chardev pipe</c>: two named pipes, <c>PATH.in</c> and <c>PATH.out</c>, or one for both ways.</summary>
[CharacterDevice("pipe")]
public sealed partial class PipeSettings : CharacterDeviceSettings
{
    /// <summary>The pipes' common name.</summary>
    [Property("path")]
    public string? Path { get; set; }

    internal override ICharacterBackend Open(string id, CharacterHost host) => string.IsNullOrEmpty(Path)
        ? throw new ChardevException(ChardevError.PathMissing, "pipe")
        : new PipeBackend(host.Loop, Path);
}
