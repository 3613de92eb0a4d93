using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

/// <summary>Counts what a device sends to its driver.</summary>
internal sealed class RecordingTransport : IVirtioTransport
{
    private int queueInterrupts, configurationInterrupts;

    public int QueueInterrupts => Volatile.Read(ref queueInterrupts);

    public int ConfigurationInterrupts => Volatile.Read(ref configurationInterrupts);

    public void RaiseQueue(int queue) => Interlocked.Increment(ref queueInterrupts);

    public void RaiseConfiguration() => Interlocked.Increment(ref configurationInterrupts);
}
