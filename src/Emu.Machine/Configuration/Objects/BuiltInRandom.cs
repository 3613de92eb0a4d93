using Emu.Core.Control;
using Emu.Core.Time;
using Emu.Model;
using Emu.Model.Descriptors;

namespace Emu.Machine.Configuration.Objects;

/// <summary>The machine's own random bytes, which a device has also without an object: <c>-object rng-builtin</c>.</summary>
[Object("rng-builtin")]
internal sealed partial class BuiltInRandom : IConfiguredObject, INamedObject, IRandomSource
{
    /// <inheritdoc/>
    public string Id { get; private set; } = "";

    /// <summary>Where the bytes come from. Set before a device takes some.</summary>
    public GuestRandom Source { get; set; } = new();

    /// <inheritdoc/>
    public int Descriptor => Source.Descriptor;

    /// <inheritdoc/>
    public void Complete(string id, EventLoop mainLoop) => Id = id;

    /// <inheritdoc/>
    public int Read(Span<byte> bytes) => Source.Read(bytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        // It has nothing of the host's.
    }
}
