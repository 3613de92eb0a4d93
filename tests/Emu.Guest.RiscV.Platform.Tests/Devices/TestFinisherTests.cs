using Emu.Devices.Tests;
using Emu.Guest.RiscV.Devices;

namespace Emu.Guest.RiscV.Platform.Tests.Devices;

public sealed class TestFinisherTests
{
    private readonly RecordingControl control = new();

    [Theory]
    [InlineData(0x5555UL, "shutdown 0")]
    [InlineData(0x7_5555UL, "shutdown 0")]
    [InlineData(0x3333UL, "shutdown 0")]
    [InlineData(0x2a_3333UL, "shutdown 42")]
    [InlineData(0xffff_3333UL, "shutdown 65535")]
    [InlineData(0x7777UL, "reset")]
    public void A_command_becomes_a_request_to_the_machine(ulong value, string expected)
    {
        new TestFinisher(control).Write(0, 4, value);
        Assert.Equal([expected], control.Requests);
    }

    [Theory]
    [InlineData(0UL, 0x1234UL)]
    [InlineData(4UL, 0x5555UL)]
    public void Unknown_commands_and_registers_do_nothing(ulong offset, ulong value)
    {
        TestFinisher finisher = new(control);
        finisher.Write(offset, 4, value);
        Assert.Empty(control.Requests);
        Assert.Equal(0UL, finisher.Read(offset, 4));
    }
}
