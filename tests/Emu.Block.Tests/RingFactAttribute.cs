using Emu.Host;

namespace Emu.Block.Tests;

/// <summary>A fact that needs <c>io_uring</c>; it counts as skipped, with the reason, where the host's kernel refuses it.</summary>
public sealed class RingFactAttribute : FactAttribute
{
    public RingFactAttribute() => Skip = Obstacle.Value;

    private static readonly Lazy<string?> Obstacle = new(() =>
    {
        using IoRing? ring = IoRing.TryCreate(4, out HostError error);
        return ring is null ? $"this host's kernel makes no ring: {error}" : null;
    });
}
