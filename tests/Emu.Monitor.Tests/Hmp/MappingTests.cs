using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Monitor.Tests.Hmp;

/// <summary><c>info mem</c> shows what page tables map.</summary>
public sealed class MappingTests
{
    private const string Head = "vaddr            paddr            size             attr\n---------------- ---------------- ---------------- -------\n";

    [Fact]
    public void Ranges_that_follow_each_other_and_allow_the_same_are_one()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        Assert.Equal(("No translation or protection\n", "No translation or protection\n"), (Show(client), Show(client, "tlb")));
        const ulong root = 0x8010_0000, second = 0x8010_1000;
        Map(machine, root, 2, 0x8000_0000, 0xcf);
        Map(machine, root, 511, second, 0x01);
        Map(machine, second, 0, 0x8020_0000, 0xe7);
        Map(machine, second, 1, 0x8040_0000, 0xe7);
        Map(machine, second, 2, 0x8060_0000, 0xe3);
        Map(machine, second, 4, 0x8080_0000, 0xd7);
        machine.Machine.WhileStopped(() =>
        {
            Cpu cpu = machine.Machine.Cpus[0];
            DebugRegister satp = cpu.DescribeForDebugger().Features.SelectMany(each => each.Registers).Single(each => each.Name == "satp");
            satp.Write!(cpu, (8UL << 60) | (root >> 12));
            return true;
        });
        Assert.Equal(
            Head + "0000000080000000 0000000080000000 0000000040000000 rwx--ad\n"
            + "ffffffffc0000000 0000000080200000 0000000000400000 rw--gad\n"
            + "ffffffffc0400000 0000000080600000 0000000000200000 r---gad\n"
            + "ffffffffc0800000 0000000080800000 0000000000200000 rw-u-ad\n",
            Show(client));
        Assert.Equal(
            "0000000080000000: 0000000080000000 rwx--ad 40000000\n"
            + "ffffffffc0000000: 0000000080200000 rw--gad 200000\n"
            + "ffffffffc0200000: 0000000080400000 rw--gad 200000\n"
            + "ffffffffc0400000: 0000000080600000 r---gad 200000\n"
            + "ffffffffc0800000: 0000000080800000 rw-u-ad 200000\n",
            Show(client, "tlb"));
    }

    private static void Map(TestMachine machine, ulong table, int index, ulong physical, ulong flags) => Assert.True(
        machine.Machine.WhileStopped(() => machine.Machine.Memory.Write(new PhysicalAddress(table + ((ulong)index * 8)), 8, (physical >> 12 << 10) | flags)));

    private static string Show(TestClient client, string topic = "mem") =>
        client.Ask("human-monitor-command", $"{{'command-line': 'info {topic}'}}").GetString()!.Replace("\r\n", "\n", StringComparison.Ordinal);
}
