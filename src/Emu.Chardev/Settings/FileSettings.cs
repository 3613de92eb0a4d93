using Emu.Model;

namespace Emu.Chardev.Settings;

/// <summary><c>-chardev file</c>: output goes to a file.</summary>
[CharacterDevice("file")]
public sealed partial class FileSettings : CharacterDeviceSettings
{
    /// <summary>The file.</summary>
    [Property("path")]
    public string? Path { get; set; }

    /// <summary>Output is added to the file; without it the file is emptied first.</summary>
    [Property("append")]
    public bool Appends { get; set; }

    internal override ICharacterBackend Open(string id, CharacterHost host) => string.IsNullOrEmpty(Path)
        ? throw new ChardevException(ChardevError.PathMissing, "file")
        : new FileBackend(host.Loop, Path, Appends);
}
