using System.Text.RegularExpressions;
using Emu.Guest.RiscV.Linux;
using Emu.Linux.Abi;
using Emu.Linux.Syscalls;

namespace Emu.Linux.Tests.Syscalls;

public sealed partial class SyscallTableTests
{
    private const string Header = "/usr/riscv64-linux-gnu/include/asm-generic/unistd.h";
    // The architecture's own; the generic header leaves room for them.
    private const int HardwareProbe = 258, FlushInstructions = 259;

    // In the header only for 32-bit kernels, or for architectures that ask for them; riscv64 does not.
    private static readonly string[] notOnRiscV = ["renameat", "sync_file_range2", "arch_specific_syscall", "syscalls"];

    private readonly SyscallTable table = new(StructLayouts.Generic, RiscVLinux.Guest.OwnCalls);

    [Fact]
    public void The_rows_are_the_calls_of_the_kernel_header_in_its_order()
    {
        SortedDictionary<int, string> expected = CallsOfHeader();
        Assert.Equal(
            expected.Select(call => $"{call.Key} {call.Value}"),
            table.Rows.Select(row => $"{row.Number} {row.Name}"));
    }

    [Fact]
    public void No_call_has_two_rows()
    {
        IEnumerable<int> numbers = table.Subjects.SelectMany(rows => rows).Select(row => row.Number);
        Assert.Empty(numbers.GroupBy(number => number).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Every_row_is_found_by_its_number_and_no_other_is()
    {
        for (ulong number = 0; number < 1000; number++)
        {
            SyscallRow? row = table.Rows.SingleOrDefault(row => row.Number == (int)number);
            Assert.Same(row, table.Find(number));
        }
        Assert.Null(table.Find(ulong.MaxValue));
    }

    [Fact]
    public void Arguments_that_count_elements_are_arguments_of_the_same_call()
    {
        foreach (SyscallRow row in table.Rows)
        {
            Assert.InRange(row.Arguments.Count, 0, 6);
            Assert.All(row.Arguments, argument => Assert.InRange(argument.CountArgument, -1, row.Arguments.Count - 1));
        }
    }

    private static SortedDictionary<int, string> CallsOfHeader()
    {
        SortedDictionary<int, string> calls = new()
        {
            [HardwareProbe] = "riscv_hwprobe",
            [FlushInstructions] = "riscv_flush_icache",
        };
        foreach (Match match in Definition().Matches(File.ReadAllText(Header)))
        {
            string name = match.Groups["name"].Value;
            int number = int.Parse(match.Groups["number"].Value);
            bool only32Bit = number is >= 403 and <= 423;
            if (only32Bit || notOnRiscV.Contains(name)) continue;
            calls[number] = name is "fstatat" ? "newfstatat" : name;
        }
        return calls;
    }

    [GeneratedRegex(@"^#define __NR(3264)?_(?<name>\w+)\s+(?<number>\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Definition();
}
