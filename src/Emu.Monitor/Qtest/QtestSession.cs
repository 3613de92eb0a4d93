using System.Diagnostics;
using System.Globalization;
using System.Text;
using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Monitor.Commands;
using Emu.Monitor.Objects;

namespace Emu.Monitor.Qtest;

/// <summary>A test of devices that plays the CPU, by QEMU's protocol: a line a command, and a line for its answer. Used on the monitors'
/// loop.</summary>
internal sealed class QtestSession : IMonitorSession
{
    /// <summary>A longer line ends in the middle: no command needs so much.</summary>
    private const int LongestLine = 64 << 20;

    private readonly MonitorHost monitors;
    private readonly MonitorChannel channel;
    private readonly TextWriter? log;
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly StringBuilder line = new();
    private string? watched;

    /// <param name="monitors">Whose machine it is.</param>
    /// <param name="channel">The test's connection.</param>
    /// <param name="log">Takes a line for each command and answer; null drops them.</param>
    public QtestSession(MonitorHost monitors, MonitorChannel channel, TextWriter? log)
    {
        this.monitors = monitors;
        this.channel = channel;
        this.log = log;
    }

    /// <inheritdoc/>
    public void Open() => Note("I", "OPENED");

    /// <inheritdoc/>
    public void Close()
    {
        line.Clear();
        Note("I", "CLOSED");
    }

    /// <inheritdoc/>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        foreach (byte each in bytes)
        {
            if (each != (byte)'\n' && line.Length < LongestLine)
            {
                line.Append((char)each);
                continue;
            }

            string command = line.ToString().TrimEnd('\r');
            line.Clear();
            Note("R", command);
            Answer(Run(command));
        }
    }

    private string Run(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return "FAIL Unknown command ''";
        try
        {
            return words[0] switch
            {
                "endianness" => "OK little",
                "clock_step" => $"OK {monitors.Machine.StepClock(words.Length > 1 ? Number(words, 1) : null)}",
                "clock_set" => SetClock(Number(words, 1)),
                "irq_intercept_in" => Intercept(words, isInput: true),
                "irq_intercept_out" => Intercept(words, isInput: false),
                "set_irq_in" => Drive(words),
                _ => QtestMemory.Run(monitors.Machine, words) ?? $"FAIL Unknown command '{words[0]}'",
            };
        }
        catch (Exception e) when (e is CommandException or InvalidOperationException)
        {
            return $"FAIL {e.Message}";
        }
    }

    private string SetClock(ulong moment)
    {
        ulong now = monitors.Machine.StepClock(0);
        return $"OK {(moment > now ? monitors.Machine.StepClock(moment - now) : now)}";
    }

    /// <summary>Tells the test of a device's wires from here on, of one device alone.</summary>
    private string Intercept(string[] words, bool isInput)
    {
        IMmioDevice device = FindDevice(words);
        if (watched is not null) return watched == words[1] ? "OK" : "FAIL IRQ intercept already enabled";
        watched = words[1];
        IReadOnlyList<InterruptLine> lines = isInput ? monitors.Machine.InputsOf(device) : monitors.Machine.OutputsOf(device);
        for (int i = 0; i < lines.Count; i++)
        {
            int number = isInput ? lines[i].Input : i;
            bool last = false;
            Lock gate = new();
            lines[i].Watcher = level =>
            {
                lock (gate)
                {
                    if (last == level) return;
                    last = level;
                    Answer($"IRQ {(level ? "raise" : "lower")} {number}");
                }
            };
        }

        return "OK";
    }

    /// <summary>Drives an input of an interrupt controller as a device would.</summary>
    private string Drive(string[] words)
    {
        IMmioDevice device = FindDevice(words);
        int number = (int)Number(words, 3);
        bool level = Number(words, 4) != 0;
        if (device is not IInterruptSink sink) return "FAIL Unknown device";
        monitors.Machine.WhileStopped(() =>
        {
            sink.SetLevel(number, level);
            return true;
        });
        return "OK";
    }

    private IMmioDevice FindDevice(string[] words)
    {
        if (words.Length < 2) throw new CommandException($"{words[0]} needs a device's path");
        IMmioDevice? found = monitors.Machine.WhileStopped(() =>
        {
            try
            {
                return new ObjectTree(monitors).Find(words[1]).Device;
            }
            catch (CommandException)
            {
                return null;
            }
        });
        return found ?? throw new CommandException("Unknown device");
    }

    /// <summary>A number as C writes it.</summary>
    internal static ulong Number(string[] words, int index)
    {
        if (index >= words.Length) throw new CommandException($"{words[0]} needs {index} arguments");
        string text = words[index];
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return (isHex
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            ? number : throw new CommandException($"'{text}' is not a number");
    }

    private void Answer(string text)
    {
        Note("S", text);
        channel.Send(Encoding.Latin1.GetBytes(text + "\n"));
    }

    private void Note(string kind, string text)
    {
        if (log is null) return;
        lock (log)
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{kind} +{Stopwatch.GetElapsedTime(start).TotalSeconds:f6}] {text}"));
            log.Flush();
        }
    }
}
