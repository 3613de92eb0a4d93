using Emu.Core.Control;

namespace Emu.Chardev.Tests;

/// <summary>Remembers what a console asked of the machine.</summary>
internal sealed class RecordingControl : IMachineControl
{
    public List<string> Requests { get; } = [];

    public void RequestShutdown(int status) => Requests.Add($"shutdown {status}");

    public void RequestReset() => Requests.Add("reset");
}
