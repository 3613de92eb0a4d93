using Emu.Model.Options;

namespace Emu.Machine.Configuration;

/// <summary>One thing that the user wants the machine to have: a device, a disk, an object.</summary>
/// <param name="Origin">The option as the user wrote it, for messages: <c>-device virtio-blk-device,drive=d</c>.</param>
/// <param name="Options">What it is to be.</param>
public sealed record ConfiguredItem(string Origin, OptionTree Options)
{
    /// <summary>The error for something that is wrong with it.</summary>
    public ConfigurationException Error(string message) => new(Origin.Length == 0 ? message : $"{Origin}: {message}");
}
