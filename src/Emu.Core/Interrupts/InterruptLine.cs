using Emu.Core.Tracing;

namespace Emu.Core.Interrupts;

/// <summary>Takes interrupt lines: an interrupt controller, or a CPU's local interrupt inputs.</summary>
public interface IInterruptSink
{
    /// <summary>Sets the level of one input. Any thread may call; the sink does its own locking.</summary>
    void SetLevel(int input, bool asserted);
}

/// <summary>The wire from a device to one input of an interrupt controller. Level triggered; any thread may set
/// it.</summary>
public sealed class InterruptLine(IInterruptSink sink, int input)
{
    /// <summary>The controller's number for this line.</summary>
    public int Input { get; } = input;

    /// <summary>Told each level that the line is driven to, before the controller is; null for nobody. Set once, while the line
    /// is in use or before. Calls come on the thread that drives the line, with its locks.</summary>
    public Action<bool>? Watcher { get; set; }

    /// <summary>Drives the line. Setting the level it already has does nothing.</summary>
    public void Set(bool asserted)
    {
        if (EventTrace.IsOn) TraceEvents.InterruptLine.Write(Input, asserted);
        Watcher?.Invoke(asserted);
        sink.SetLevel(Input, asserted);
    }
}
