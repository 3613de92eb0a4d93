using Emu.Engine;
using Emu.Guest.Arm64.Boards;
using Emu.Machine;
using Emu.Machine.Boot;
using Emu.Machine.Configuration;
using Emu.Testing.Machines;

namespace Emu.Guest.Arm64.Platform.Tests;

/// <summary>Firmware of the user's own (<c>-bios</c>).</summary>
public sealed class FirmwareTests
{
    private const int KernelSize = 'K';

    // Prints the size of the kernel and its first byte as fw_cfg has them, the first byte of the RAM less 0x8f, and the address of
    // the instruction that asks for it plus 0x30.
    private static readonly uint[] Asking =
    [
        0xd2a1_2007, 0xd2a1_2048, // mov x7, #0x9000000; mov x8, #0x9020000
        0x5281_0001, 0x7900_1101, 0x3940_0102, 0xb900_00e2, // item 8: ldrb w2, [x8]; str w2, [x7]
        0x5282_2001, 0x7900_1101, 0x3940_0102, 0xb900_00e2, // item 0x11
        0xd2a8_0009, 0x3940_0122, 0x5102_3c42, 0xb900_00e2, // ldrb w2, [0x40000000]; sub w2, w2, #0x8f; str w2, [x7]
        0x1000_0003, 0x1100_c063, 0xb900_00e3, // adr x3, .; add w3, w3, #0x30; str w3, [x7]
        0x52b0_8000, 0x1100_2000, 0xd400_0002, 0x1400_0000, // SYSTEM_OFF
    ];

    /// <summary>The device tree begins with 0xd0, and the firmware at 0.</summary>
    [Theory]
    [InlineData(AccelKind.Interpreter)]
    [InlineData(AccelKind.Aot)]
    public void Firmware_starts_in_flash_and_gets_the_kernel_from_fw_cfg(AccelKind kind)
    {
        using TemporaryFile firmware = new(SmallMachine.Bytes(Asking));
        using TemporaryFile kernel = new([.. Enumerable.Repeat((byte)'k', KernelSize)]);
        BootOptions boot = new() { Firmware = FirmwareKind.File, FirmwarePath = firmware.Path, KernelPath = kernel.Path };
        AccelOptions accel = AccelOptions.Default with { Kind = kind, Cache = CacheMode.Off };
        Assert.Equal((0, "KkAh"), SmallMachine.Run(boot, accel));
    }

    [Fact]
    public void Firmware_in_flash_is_given_once()
    {
        using TemporaryFile firmware = new(SmallMachine.Bytes(Asking));
        MachineOptions options = new()
        {
            Accel = AccelOptions.Default with { Kind = AccelKind.Interpreter },
            Boot = new BootOptions() { Firmware = FirmwareKind.File, FirmwarePath = firmware.Path },
            Configuration = new MachineConfiguration() { FlashNodes = ["drive"] },
        };
        ConfigurationException error = Assert.Throws<ConfigurationException>(
            () => new Emu.Machine.Machine(VirtBoard.Board, options, (_, _) => new RecordingBackend()));
        Assert.Contains("-bios", error.Message, StringComparison.Ordinal);
    }
}
