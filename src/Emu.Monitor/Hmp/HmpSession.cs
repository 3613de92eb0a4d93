using System.Text;

namespace Emu.Monitor.Hmp;

/// <summary>A user who types at a monitor: banner, prompt, and one command a line.</summary>
internal sealed class HmpSession : IMonitorSession
{
    private readonly MonitorHost monitors;
    private readonly MonitorChannel channel;
    private readonly LineEditor editor;
    private readonly bool isShared;
    private readonly PassedQueue passed = new();
    private bool isGreeted;
    private int cpu;

    /// <param name="monitors">All monitors.</param>
    /// <param name="channel">The terminal.</param>
    /// <param name="isShared">The terminal is another's until the user changes to the monitor.</param>
    public HmpSession(MonitorHost monitors, MonitorChannel channel, bool isShared)
    {
        this.monitors = monitors;
        this.channel = channel;
        this.isShared = isShared;
        editor = new LineEditor(Print, Run, line => HmpTable.Complete(monitors, line));
    }

    /// <inheritdoc/>
    public void Open()
    {
        editor.Clear();
        isGreeted = false;
        if (!isShared) Greet();
    }

    /// <inheritdoc/>
    public void Close()
    {
        editor.Clear();
        passed.Forget();
    }

    /// <inheritdoc/>
    public void ReceiveDescriptors(IReadOnlyList<int> descriptors) => passed.Keep(descriptors);

    /// <inheritdoc/>
    public void Focus() => Greet();

    /// <inheritdoc/>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        foreach (byte key in bytes) editor.Take(key);
    }

    private void Greet()
    {
        if (!isGreeted)
            Print($"QEMU {monitors.Version.Qemu} monitor - type 'help' for more information\n");
        isGreeted = true;
        editor.Show();
    }

    private void Run(string line)
    {
        HmpCall call = new(monitors, cpu, editor.History) { TakeDescriptor = passed.Take };
        // The editor knows bytes only.
        HmpTable.Run(call, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line)));
        cpu = call.CpuIndex;
        Send(Encoding.UTF8, call.Output);
        editor.Show();
    }

    private void Print(string text) => Send(Encoding.Latin1, text);

    private void Send(Encoding encoding, string text) =>
        channel.Send(encoding.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal)));
}
