using System.Globalization;
using Emu.Core.Memory;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>What <c>info</c> says of the memory that machines are made of.</summary>
internal static class MemoryTopics
{
    /// <summary>The topics of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("memdev", "", "show memory backends", ShowBackends),
        new("ramblock", "", "Display system ramblock information", ShowBlocks),
    ];

    private static void ShowBackends(HmpCall call, HmpArguments arguments)
    {
        arguments.End();
        foreach (Memdev each in (IReadOnlyList<Memdev>)call.Ask("query-memdev")!)
        {
            call.PrintLine($"memory backend: {each.Id}");
            call.PrintLine($"  size:  {each.Size}");
            call.PrintLine($"  merge: {Word(each.Merge)}");
            call.PrintLine($"  dump: {Word(each.Dump)}");
            call.PrintLine($"  prealloc: {Word(each.Prealloc)}");
            call.PrintLine($"  share: {Word(each.Share)}");
            call.PrintLine($"  reserve: {Word(each.Reserve)}");
            call.PrintLine($"  policy: {each.Policy}");
            call.PrintLine("  host nodes: ");
        }

        call.PrintLine();

        static string Word(bool value) => value ? "true" : "false";
    }

    /// <summary>Shows the pieces of memory, whose offsets are where a list of all of them would have each.</summary>
    private static void ShowBlocks(HmpCall call, HmpArguments arguments)
    {
        arguments.End();
        call.PrintLine($"{"Block Name",24} {"PSize",8}  {"Offset",18} {"Used",18} {"Total",18}");
        ulong offset = 0;
        foreach ((string name, ulong size) in call.Machine.WhileStopped(() => Blocks(call)))
        {
            call.PrintLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,24} {$"{Environment.SystemPageSize >> 10} KiB",8}  0x{offset:x16} 0x{size:x16} 0x{size:x16}"));
            offset += size;
        }
    }

    private static List<(string Name, ulong Size)> Blocks(HmpCall call)
    {
        List<(string Name, ulong Size)> blocks = [];
        foreach (MemoryRegion each in call.Machine.Memory.Regions)
        {
            if (!each.HasMemory) continue;
            string name = each.IsRam ? call.Machine.Options.Configuration.MemoryBackend ?? call.Machine.Board.MemoryName ?? each.Name : each.Name;
            blocks.Add((name, each.Size));
        }

        return blocks;
    }
}
