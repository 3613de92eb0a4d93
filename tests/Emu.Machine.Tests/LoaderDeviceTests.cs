using Emu.Machine.Boot;
using Emu.Machine.Configuration;
using Emu.Model.Options;
using Emu.Testing;
using Emu.Testing.Machines;
using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Machine.Tests;

/// <summary><c>-device loader</c>.</summary>
public sealed class LoaderDeviceTests
{
    private const uint Fail = 0x3333;
    private const ulong Data = 0x8040_0000;

    [Theory]
    [InlineData("data=0x12345678,data-len=4", 0x12345678u)]
    [InlineData("data=0x12345678,data-len=4,data-be=on", 0x78563412u)]
    [InlineData("data=0x12345678,data-len=2", 0x5678u)]
    public void A_number_is_in_memory_when_the_guest_starts(string options, uint expected)
    {
        GuestCode code = new();
        code.LoadAddress(S0, Data);
        code.LoadConstant(S1, expected);
        code.Add(I(0, S0, 0b110, T2, 0b0000011)); // lwu t2, 0(s0)
        code.Add(I(32, S1, 0b001, S1, 0b0010011), I(32, S1, 0b101, S1, 0b0010011)); // zero-extend s1
        int good = code.Reserve();
        code.Finish(Fail | 1 << 16);
        code.Patch(good, offset => Beq(T2, S1, offset));
        code.Finish(0x5555);
        Assert.Equal((0, ""), GuestRun.Run(code, change: machine => machine with { Configuration = With($"loader,addr=0x{Data:x},{options}") }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hart_starts_where_a_file_was_loaded_to(bool isElf)
    {
        GuestCode code = new();
        code.Finish(Fail | 42 << 16);
        byte[] content = isElf
            ? new ElfBuilder() { Entry = Data }.Segment(Data, code.ToArray(), 0x1000).Build() : code.ToArray();
        using TemporaryFile file = new(content);
        string place = isElf ? "" : $",addr=0x{Data:x}";
        GuestCode other = new();
        other.Finish(Fail | 1 << 16);
        Assert.Equal((42, ""), GuestRun.Run(other, FirmwareKind.None, change: options => options with
        {
            Configuration = With($"loader,file={file.Path}{place},cpu-num=0"),
        }));
    }

    [Theory]
    [InlineData("loader", "please include valid arguments")]
    [InlineData("loader,data=1", "Both data and data-len must be specified")]
    [InlineData("loader,data=1,data-len=9", "data-len cannot be greater then 8 bytes")]
    [InlineData("loader,addr=0x80000000,data=1,data-len=4,file=x", "Specifying a file is not supported when loading memory values")]
    [InlineData("loader,addr=0x80000000,cpu-num=5", "Specified boot CPU#5 is nonexistent")]
    [InlineData("loader,file=/nope", "Cannot load specified image /nope: /nope: no such file")]
    public void Contradictions_are_told_in_QEMUs_words(string device, string message)
    {
        GuestCode code = new();
        code.Loop();
        Assert.Equal($"-device {device}: {message}", Assert.Throws<ConfigurationException>(
            () => GuestRun.Run(code, change: options => options with { Configuration = With(device) })).Message);
    }

    [Fact]
    public void The_SBI_inside_the_emulator_starts_the_harts_itself()
    {
        GuestCode code = new();
        code.Loop();
        Assert.Contains("-bios none", Assert.Throws<ConfigurationException>(() => GuestRun.Run(
            code, change: options => options with { Configuration = With("loader,addr=0x80000000,cpu-num=0") })).Message);
    }

    private static MachineConfiguration With(string device) => new()
    {
        Devices = [new ConfiguredItem($"-device {device}", KeyValueGrammar.Parse(device, "driver"))],
    };
}
