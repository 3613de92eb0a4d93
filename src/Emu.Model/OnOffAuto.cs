namespace Emu.Model;

/// <summary>A switch that the emulator sets by itself unless the user does.</summary>
public enum OnOffAuto
{
    /// <summary>The emulator decides.</summary>
    Auto,

    /// <summary>On.</summary>
    On,

    /// <summary>Off.</summary>
    Off,
}
