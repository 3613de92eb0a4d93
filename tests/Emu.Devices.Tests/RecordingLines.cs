using Emu.Core.Interrupts;

namespace Emu.Devices.Tests;

/// <summary>Remembers the level of each line that a device drives.</summary>
internal sealed class RecordingLines : IInterruptSink
{
    private readonly Dictionary<int, bool> levels = [];

    public bool this[int input]
    {
        get
        {
            lock (levels) return levels.GetValueOrDefault(input);
        }
    }

    public void SetLevel(int input, bool asserted)
    {
        lock (levels) levels[input] = asserted;
    }

    public InterruptLine Line(int input) => new(this, input);

    /// <summary>Waits for what a timer does; a test that waits in vain fails by this time-out.</summary>
    public void WaitUntilHigh(int input)
    {
        if (!SpinWait.SpinUntil(() => this[input], TimeSpan.FromSeconds(30))) Assert.Fail($"line {input} did not rise");
    }
}
