using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>A port that the guest uses as a console: <c>/dev/hvc0</c>.</summary>
[Device("virtconsole", DeviceCategory.Input, Bus = VirtioSerial.Bus)]
public sealed partial class VirtioConsolePort : VirtioSerialPort
{
    /// <inheritdoc/>
    public override bool IsConsole => true;
}
