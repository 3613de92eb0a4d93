using System.Globalization;
using System.Text.RegularExpressions;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Guest.Arm64.Linux;
using Emu.Linux.Abi;
using Emu.Linux.Loading;

namespace Emu.Guest.Arm64.Platform.Tests.Linux;

/// <summary>What programs are told of 64-bit Arm, beside the headers of its C library.</summary>
public sealed unsafe partial class Arm64LinuxTests
{
    private const string Headers = "/usr/aarch64-linux-gnu/include/";

    private static LinuxAbi Abi => Arm64Linux.Abi;

    [Fact]
    public void Arguments_are_x0_to_x5_and_the_number_is_x8()
    {
        Assert.Equal([0, 1, 2, 3, 4, 5], Enumerable.Range(0, 6).Select(index => Abi.ArgumentRegisters[index]));
        Assert.Equal((8, 0, 32, 30, 36), (
            Abi.NumberRegister, Abi.ResultRegister, Abi.StackRegister, Abi.ReturnAddressRegister, Abi.ThreadRegister));
    }

    [Theory]
    [InlineData("O_DIRECTORY", 0x1_0000)]
    [InlineData("O_NOFOLLOW", 0x2_0000)]
    [InlineData("O_DIRECT", 0x4000)]
    [InlineData("O_LARGEFILE", 0x8000)]
    public void Flags_of_open_are_those_of_the_header(string name, ulong generic)
    {
        ulong own = Convert.ToUInt64(Value("asm/fcntl.h", name), 8);
        Assert.NotEqual(own, generic);
        Assert.Equal(generic, Abi.OpenFlags.ToGeneric(own));
        Assert.Equal(own, Abi.OpenFlags.ToGuest(generic));
    }

    [Fact]
    public void The_smallest_signal_stack_is_the_headers() => Assert.Equal(
        ulong.Parse(Value("asm/signal.h", "MINSIGSTKSZ"), CultureInfo.InvariantCulture), Abi.SmallestSignalStack);

    [Fact]
    public void A_signal_takes_its_frame_and_a_frame_record_aligned() =>
        Assert.Equal(Abi.SignalStackNeed, (ulong)Abi.SignalFrame.Size + 16);

    [Fact]
    public void Each_word_of_cpuinfo_has_its_bit_in_the_auxiliary_vector()
    {
        (ulong first, ulong second) = Abi.Capabilities(Arm64Model.Max);
        ulong named = 0, namedSecond = 0;
        foreach (string word in Words(Arm64Model.Max))
        {
            Match match = Capability().Match(
                Capabilities().Matches(File.ReadAllText(Headers + "asm/hwcap.h"))
                    .Single(line => string.Equals(Capability().Match(line.Value).Groups["name"].Value, word, StringComparison.OrdinalIgnoreCase)).Value);
            ulong bit = 1ul << int.Parse(match.Groups["bit"].Value, CultureInfo.InvariantCulture);
            if (match.Groups["second"].Success) namedSecond |= bit;
            else named |= bit;
        }

        Assert.Equal((named, namedSecond), (first, second));
    }

    [Fact]
    public void A_CPU_without_a_feature_does_not_tell_of_it()
    {
        Assert.True(Arm64Model.TryParse("cortex-a57", out Arm64Model model, out _));
        Assert.DoesNotContain("atomics", Words(model));
        Assert.Contains("crc32", Words(model));
    }

    [Theory]
    [InlineData("max", true)]
    [InlineData("max,pauth=off", false)]
    [InlineData("max,pauth-impdef=off", true)]
    [InlineData("max,pauth=off,pauth=on", true)]
    [InlineData("cortex-a76", false)]
    public void Signed_pointers_are_told_of_where_the_CPU_has_them(string cpu, bool has)
    {
        Assert.True(Arm64Model.TryParse(cpu, out Arm64Model model, out string error), error);
        Assert.Equal(has, Words(model).Contains("paca"));
        Assert.Equal(has ? 3ul : 0, Abi.Capabilities(model).First >> 30 & 3);
    }

    [Theory]
    [InlineData("max,pauth=maybe", "CPU property 'pauth=maybe' is neither on nor off; write pauth=on or pauth=off")]
    [InlineData("cortex-a57,pauth=on", "CPU property 'pauth=on' is not supported; leave it out or write pauth=off")]
    [InlineData("max,sve=on", "CPU property 'sve=on' is not supported; leave it out or write sve=off")]
    [InlineData("max,color=red", "CPU property 'color' is not known; remove it")]
    public void A_property_that_cannot_be_is_named(string cpu, string expected)
    {
        Assert.False(Arm64Model.TryParse(cpu, out _, out string error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Keys_are_new_when_a_program_asks_for_that_and_disabled_ones_are_told()
    {
        using AddressMap memory = new();
        using EventLoop events = new(new MachineClock());
        using var cpu = (Arm64Cpu)Arm64Model.Max.CreateCpu(0, memory, events);
        cpu.StartInUserMode();
        ulong[] before = Keys(cpu);
        Assert.Equal(0, Control(cpu, 54, 2));
        Assert.Equal([false, true, false, false, false], before.Zip(Keys(cpu), (old, now) => old != now));
        Assert.Equal(0, Control(cpu, 60, 5, 4));
        Assert.Equal(14, Control(cpu, 61));
        Assert.Equal(-22, Control(cpu, 60, 4, 1));
        Assert.Equal(-22, Control(cpu, 60, 16, 0));
        Assert.Equal(0, Control(cpu, 54));
        Assert.All(before.Zip(Keys(cpu)), each => Assert.NotEqual(each.First, each.Second));
    }

    private static ulong[] Keys(Arm64Cpu cpu) => new Span<ulong>(cpu.Registers + Arm64Architecture.FirstKey, 5).ToArray();

    // prctl with an option and its arguments.
    private static long? Control(Arm64Cpu cpu, params ulong[] arguments)
    {
        for (int i = 0; i < 5; i++) cpu.Registers[i] = i < arguments.Length ? arguments[i] : 0;
        ulong bits = ulong.MaxValue;
        return Abi.ProcessOptions!(cpu, new SyscallArguments(cpu.Registers, Abi.ArgumentRegisters), ref bits);
    }

    [Fact]
    public void Processor_information_has_a_paragraph_a_processor()
    {
        Assert.True(Arm64Model.TryParse("cortex-a72", out Arm64Model model, out _));
        string text = Abi.ProcessorInformation(model, 3);
        Assert.Equal(3, text.Split("processor\t: ").Length - 1);
        Assert.StartsWith("processor\t: 0\nBogoMIPS\t: 125.00\nFeatures\t: fp asimd ", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: 0xd08\nCPU revision\t: 3\n\n", text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_thread_inherits_all_that_a_program_sees()
    {
        using AddressMap map = new();
        using EventLoop events = new(new MachineClock());
        using var source = (Arm64Cpu)Arm64Model.Max.CreateCpu(0, map, events);
        using var target = (Arm64Cpu)Arm64Model.Max.CreateCpu(1, map, events);
        int words = Arm64Architecture.Instance.Registers.Size / sizeof(ulong);
        for (int i = 0; i < words; i++) source.Registers[i] = (ulong)i * 0x0101_0101;
        source.Registers[Arm64Architecture.ZeroRegister] = 0;
        source.Pstate = 0xa000_0000;
        source.Fpcr = 0x80_0000;
        source.Fpsr = 0x0800_0011;
        source.State->Pc = 0x1234;
        target.State->ReservationWidth = 8;
        Abi.CopyRegisters(source, target);
        Assert.Equal(new Span<ulong>(source.Registers, words), new Span<ulong>(target.Registers, words));
        Assert.Equal((0xa000_0000ul, 0x80_0000u, 0x0800_0011u, 0x1234ul), (target.Pstate, target.Fpcr, target.Fpsr, target.State->Pc));
        Assert.Equal(0, target.State->ReservationWidth);
    }

    [Theory]
    [InlineData("__kernel_rt_sigreturn", 0xd280_1168u)]
    [InlineData("__kernel_clock_gettime", 0xd280_0e28u)]
    [InlineData("__kernel_gettimeofday", 0xd280_1528u)]
    [InlineData("__kernel_clock_getres", 0xd280_0e48u)]
    public void A_function_of_the_vdso_sets_x8_calls_and_returns(string name, uint move)
    {
        byte[] code = Abi.Vdso.CodeOf(Abi.Vdso.Functions.Single(function => function.Name == name).Number);
        Assert.Equal(
            [move, 0xd400_0001u, 0xd65f_03c0u], Enumerable.Range(0, 3).Select(index => BitConverter.ToUInt32(code, index * 4)));
    }

    [Fact]
    public void Unwinders_find_the_way_back_from_a_handler_where_the_program_returns_to() =>
        Assert.Equal(0xd400_0001_d280_1168ul, BitConverter.ToUInt64(Vdso.Build(Abi), (int)Vdso.SignalReturn));

    [Fact]
    public void Its_one_own_call_is_renameat() => Assert.Equal(
        [(38, "renameat")], Arm64Linux.Guest.OwnCalls.Select(row => (row.Number, row.Name)));

    private static string[] Words(Arm64Model model) =>
        Abi.ProcessorInformation(model, 1).Split('\n').Single(line => line.StartsWith("Features", StringComparison.Ordinal))
            .Split(": ")[1].Split(' ');

    private static string Value(string header, string name) => File.ReadLines(Headers + header)
        .Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        .Single(words => words.Length >= 3 && words[0] == "#define" && words[1] == name)[2];

    [GeneratedRegex(@"^#define HWCAP2?_\w+\s+\(1.* << \d+\)", RegexOptions.Multiline)]
    private static partial Regex Capabilities();

    [GeneratedRegex(@"HWCAP(?<second>2)?_(?<name>\w+)\s+\(1.* << (?<bit>\d+)\)")]
    private static partial Regex Capability();
}
