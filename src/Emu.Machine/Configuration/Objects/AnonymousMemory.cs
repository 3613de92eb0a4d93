using Emu.Host;
using Emu.Model;

namespace Emu.Machine.Configuration.Objects;

/// <summary>Memory without a file: <c>-object memory-backend-ram</c>.</summary>
[Object("memory-backend-ram")]
internal sealed partial class AnonymousMemory : MemoryBackend
{
    /// <inheritdoc/>
    protected override string TypeName => "memory-backend-ram";

    /// <inheritdoc/>
    protected override HostMemoryBacking Open() => new();
}
