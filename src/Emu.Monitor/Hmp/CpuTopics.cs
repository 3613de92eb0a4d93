using System.Globalization;
using System.Text;
using Emu.Engine.Statistics;
using Emu.Host;
using Emu.Isa;
using Emu.Machine.Cpus;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>What <c>info</c> says of CPUs and of the code that they run.</summary>
internal static class CpuTopics
{
    private const int RegistersPerLine = 4;

    /// <summary>The topics of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("cpus", "", "show infos for each CPU", ListCpus),
        new("registers", "[-a|vcpu]", "show the cpu registers (-a: show register info for all cpus; vcpu: specific vCPU to query; show the current CPU's registers if no vcpu is specified)", ShowRegisters),
        new("mem", "", "show the active virtual memory mappings", (call, arguments) => ShowMappings(call, arguments, isByPage: false)),
        new("tlb", "", "show virtual to physical memory mappings", (call, arguments) => ShowMappings(call, arguments, isByPage: true)),
        new("jit", "", "show dynamic compiler info", ShowJit),
        new("history", "", "show the command line history", ShowHistory),
    ];

    private static void ListCpus(HmpCall call, HmpArguments arguments)
    {
        arguments.End();
        foreach (CpuThread each in call.Machine.CpuThreads)
            call.PrintLine($"{(each.Cpu.Id == call.CpuIndex ? '*' : ' ')} CPU #{each.Cpu.Id}: thread_id={each.HostThreadId}");
    }

    private static void ShowRegisters(HmpCall call, HmpArguments arguments)
    {
        bool all = arguments.TakeSwitch('a');
        long index = all || arguments.IsAtEnd ? call.CpuIndex : arguments.TakeNumber(_ => null);
        arguments.End();
        if (index < 0 || index >= call.Machine.Cpus.Count)
        {
            call.PrintLine($"CPU#{index} not available");
            return;
        }

        call.Machine.WhileStopped(() =>
        {
            foreach (Cpu cpu in call.Machine.Cpus)
                if (all || cpu.Id == index) Show(call, cpu);
            return true;
        });
    }

    private static void Show(HmpCall call, Cpu cpu)
    {
        call.PrintLine();
        call.PrintLine($"CPU#{cpu.Id}");
        StringBuilder line = new();
        int inLine = 0;
        foreach ((string name, ulong value, bool isGeneral) in call.Monitors.Settings.ReadRegisters(cpu))
        {
            line.Append(CultureInfo.InvariantCulture, $" {name,-8} {value:x16}");
            if (isGeneral && ++inLine % RegistersPerLine != 0) continue;
            call.PrintLine(line.ToString());
            line.Clear();
        }

        if (line.Length != 0) call.PrintLine(line.ToString());
    }

    private static void ShowMappings(HmpCall call, HmpArguments arguments, bool isByPage)
    {
        arguments.End();
        Func<Cpu, bool, IReadOnlyList<string>?> describe = call.Monitors.Settings.DescribeMappings
            ?? throw new CommandException("the page tables of this architecture are not shown; x and xp read memory");
        foreach (string line in call.Machine.WhileStopped(() => describe(call.Cpu, isByPage)) ?? ["No translation or protection"]) call.PrintLine(line);
    }

    private static void ShowJit(HmpCall call, HmpArguments arguments)
    {
        arguments.End();
        call.PrintLine($"code cache: {(call.Machine.CodeCacheFile is { } file ? HostPath.Show(file) : "none")}");
        foreach (string line in call.Machine.WhileStopped(() => StatisticsWriter.Table(call.Machine.CollectStatistics()).ToArray()))
            call.PrintLine(line);
    }

    private static void ShowHistory(HmpCall call, HmpArguments arguments)
    {
        arguments.End();
        for (int i = 0; i < call.History.Count; i++) call.PrintLine($"{i}: '{call.History[i]}'");
    }
}
