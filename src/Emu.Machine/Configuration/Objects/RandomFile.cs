using Emu.Core.Control;
using Emu.Core.Time;
using Emu.Host;
using Emu.Model;
using Emu.Model.Descriptors;
using Emu.Model.Options;
using Microsoft.Win32.SafeHandles;

namespace Emu.Machine.Configuration.Objects;

/// <summary>Random bytes of a file, which is a device of the host as a rule: <c>-object rng-random</c>.</summary>
[Object("rng-random")]
internal sealed partial class RandomFile : IConfiguredObject, INamedObject, IRandomSource
{
    private SafeFileHandle? file;

    /// <summary>The file.</summary>
    [Property("filename")]
    public string Path { get; set; } = "/dev/urandom";

    /// <inheritdoc/>
    public string Id { get; private set; } = "";

    /// <inheritdoc/>
    public int Descriptor => (int)file!.DangerousGetHandle();

    /// <inheritdoc/>
    public void Complete(string id, EventLoop mainLoop)
    {
        Id = id;
        file = HostFile.OpenForReading(Path, out HostError error) ?? throw new OptionException($"Could not open '{Path}': {error}");
    }

    /// <inheritdoc/>
    public int Read(Span<byte> bytes) => Math.Max(0, HostDescriptor.Read(Descriptor, bytes));

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();
}
