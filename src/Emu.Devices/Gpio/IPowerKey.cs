namespace Emu.Devices.Gpio;

/// <summary>A device that the machine's power key is wired to.</summary>
public interface IPowerKey
{
    /// <summary>Presses the key and lets it go after a moment. Any thread; does not wait.</summary>
    void PressPowerKey();
}
