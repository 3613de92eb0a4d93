using Emu.Chardev;
using Emu.Core.Control;
using Emu.Core.Time;
using Emu.Host;
using Emu.Model.Options;

namespace Emu.Machine.Configuration;

/// <summary>Opens the character devices that the user wants, and connects the serial ports.</summary>
public static class CharacterAssembly
{
    /// <summary>Opens them all; the caller disposes them.</summary>
    /// <param name="configuration">What to open.</param>
    /// <param name="events">Where input is delivered.</param>
    /// <param name="control">Is asked to end the machine by the escape key.</param>
    /// <param name="terminal">The terminal on standard input.</param>
    /// <exception cref="ConfigurationException">One cannot be had.</exception>
    public static CharacterDevices Open(
        MachineConfiguration configuration, EventLoop events, IMachineControl control, ITerminal terminal)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        CharacterDevices devices = new(events, control, terminal, configuration.EscapeKey);
        try
        {
            foreach (ConfiguredItem item in configuration.CharacterDevices) Guard(item.Origin, () => devices.Open(item.Options));
            foreach (string? port in configuration.SerialPorts)
                Guard($"-serial chardev:{port}", () => devices.ConnectSerialPort(port));
            if (configuration.SerialPorts.Count == 0) devices.ConnectSerialPort(null);
            return devices;
        }
        catch
        {
            devices.Dispose();
            throw;
        }
    }

    private static void Guard(string origin, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is OptionException or ChardevException)
        {
            throw new ConfigurationException($"{origin}: {e.Message}");
        }
    }
}
