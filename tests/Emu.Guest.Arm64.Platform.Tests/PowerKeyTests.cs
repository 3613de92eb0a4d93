using Emu.Engine;
using Emu.Machine.Boot;
using Emu.Testing.Machines;

namespace Emu.Guest.Arm64.Platform.Tests;

public sealed class PowerKeyTests
{
    // Prints R, waits until the port has seen an edge of the key, and prints P.
    private static readonly uint[] Waiting =
    [
        0xd2a1_2007, 0xd2a1_2068, // mov x7, #0x9000000; mov x8, #0x9030000
        0x5280_0100, 0xb904_0900, // GPIOIBE = 8
        0x5280_0a41, 0xb900_00e1, // print R
        0xb944_1502, 0x34ff_ffe2, // 1: ldr w2, [GPIORIS]; cbz w2, 1b
        0x5280_0a01, 0xb900_00e1, // print P
        0x52b0_8000, 0x1100_2000, 0xd400_0002, 0x1400_0000, // SYSTEM_OFF
    ];

    [Fact]
    public void The_machines_power_key_is_the_guests()
    {
        using TemporaryFile kernel = new(SmallMachine.Bytes(Waiting));
        Assert.Equal((0, "RP"), SmallMachine.Run(
            new BootOptions() { KernelPath = kernel.Path }, AccelOptions.Default with { Kind = AccelKind.Interpreter },
            whenPrinted: machine => machine.PressPowerKey()));
    }
}
