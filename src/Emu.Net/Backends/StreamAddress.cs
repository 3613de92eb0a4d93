using Emu.Host;

namespace Emu.Net.Backends;

/// <summary>The other end of a stream, or where to wait for it.</summary>
/// <param name="Inet">An address of TCP.</param>
/// <param name="Path">A socket file instead; <c>@</c> in front means a name that is no file.</param>
/// <param name="Descriptor">An open socket instead; negative for none.</param>
public readonly record struct StreamAddress(HostEndpoint Inet, string? Path, int Descriptor = -1)
{
    /// <inheritdoc/>
    public override string ToString() => Descriptor >= 0 ? $"fd:{Descriptor}" : Path is null ? $"tcp:{Inet}" : $"unix:{Path}";
}
