using System.Text;
using Emu.Isa;
using Emu.Model.Options;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>One line that a user has entered: what it is about, and what it prints.</summary>
/// <param name="monitors">The monitors, and through them the machine.</param>
/// <param name="cpuIndex">The CPU that commands without another one mean.</param>
/// <param name="history">The lines before; empty where none are kept.</param>
internal sealed class HmpCall(MonitorHost monitors, int cpuIndex, IReadOnlyList<string> history)
{
    private readonly StringBuilder output = new();

    /// <summary>The monitors.</summary>
    public MonitorHost Monitors { get; } = monitors;

    /// <summary>The machine.</summary>
    public Emu.Machine.Machine Machine => Monitors.Machine;

    /// <summary>The lines before.</summary>
    public IReadOnlyList<string> History { get; } = history;

    /// <summary>The CPU that commands without another one mean; <c>cpu</c> sets it.</summary>
    public int CpuIndex { get; set; } = cpuIndex;

    /// <summary>That CPU. Its registers only while the CPUs stand still.</summary>
    /// <exception cref="CommandException">The machine has none.</exception>
    public Cpu Cpu => CpuIndex < Machine.Cpus.Count ? Machine.Cpus[CpuIndex] : throw new CommandException("No CPU available");

    /// <summary>Takes a descriptor that has come with the line; null where none can come.</summary>
    public Func<int?>? TakeDescriptor { get; init; }

    /// <summary>What the command has printed.</summary>
    public string Output => output.ToString();

    /// <summary>Prints text.</summary>
    public void Print(string text) => output.Append(text);

    /// <summary>Prints a line.</summary>
    public void PrintLine(string text = "") => output.Append(text).Append('\n');

    /// <summary>Runs the command of that name that programs have.</summary>
    /// <param name="name">Its name in QMP.</param>
    /// <param name="arguments">Names and values of its arguments, which are numbers, truth values and texts.</param>
    /// <returns>Its result.</returns>
    /// <exception cref="CommandException">It cannot be done.</exception>
    public object? Ask(string name, params ReadOnlySpan<(string Name, object? Value)> arguments) =>
        AskTree(name, CommandArguments.Of(arguments));

    /// <summary>As the other form, with arguments that the user has written as an option.</summary>
    /// <param name="name">Its name in QMP.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="CommandException">It cannot be done.</exception>
    public object? AskTree(string name, OptionTree arguments) => Monitors.Run(CommandTable.Find(name)!, arguments, TakeDescriptor);
}
