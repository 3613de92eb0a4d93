using Emu.Model;

namespace Emu.Chardev.Settings;

/// <summary>What <c>-chardev</c> says of a character device; each kind adds its own.</summary>
public abstract partial class CharacterDeviceSettings
{
    /// <summary>Several devices share it, and the escape key Ctrl-A works on it.</summary>
    [Property("mux")]
    public bool IsMultiplexed { get; set; }

    /// <summary>A file that gets a copy of all output; null for none.</summary>
    [Property("logfile")]
    public string? LogFile { get; set; }

    /// <summary>The copy is added to the file; without it the file is emptied first.</summary>
    [Property("logappend")]
    public bool AppendsToLog { get; set; }

    /// <summary>Opens the device.</summary>
    /// <param name="id">Its id, for messages.</param>
    /// <param name="host">What it is opened with.</param>
    /// <exception cref="ChardevException">It cannot be had.</exception>
    internal abstract ICharacterBackend Open(string id, CharacterHost host);
}
