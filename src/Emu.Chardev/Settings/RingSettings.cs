using System.Numerics;
using Emu.Model;

namespace Emu.Chardev.Settings;

/// <summary><c>-chardev ringbuf</c>: the last output is kept in memory.</summary>
[CharacterDevice("ringbuf")]
public sealed partial class RingSettings : CharacterDeviceSettings
{
    private const long Most = 1 << 30;

    /// <summary>Bytes that are kept, a power of two.</summary>
    [Property("size", TypeWord = "size")]
    public long Size { get; set; } = 65536;

    internal override ICharacterBackend Open(string id, CharacterHost host) => BitOperations.IsPow2(Size) && Size <= Most
        ? new RingBackend((int)Size)
        : throw new ChardevException(ChardevError.BadValue, "size", "size of ringbuf chardev must be power of two, at most 1 GiB");
}
