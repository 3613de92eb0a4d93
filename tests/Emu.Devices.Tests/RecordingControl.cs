using Emu.Core.Control;

namespace Emu.Devices.Tests;

/// <summary>Remembers what a device asked of the machine.</summary>
internal sealed class RecordingControl : IMachineControl
{
    public List<string> Requests { get; } = [];

    public void RequestShutdown(int status) => Requests.Add($"shutdown {status}");

    public void RequestPause(string reason) => Requests.Add($"pause {reason}");

    public void RequestReset() => Requests.Add("reset");
}
