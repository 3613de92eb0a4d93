namespace Emu.Net.Tests;

/// <summary>A fact that needs a tap; it counts as skipped, with the reason, where the host allows none.</summary>
public sealed class TapFactAttribute : FactAttribute
{
    public TapFactAttribute() => Skip = LinuxPeerRun.Obstacle;
}
