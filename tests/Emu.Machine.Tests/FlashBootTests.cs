using Emu.Guest.RiscV.Boards;
using Emu.Machine.Boot;
using Emu.Machine.Configuration;
using Emu.Model.Options;
using Emu.Testing;
using Emu.Testing.Machines;
using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Machine.Tests;

/// <summary>Machines whose firmware lies in flash.</summary>
public sealed class FlashBootTests
{
    private const long BankSize = 32 << 20;
    private const uint Variables = 0x2200_0000, ProgramWord = 0x0040_0040, Stored = 0x1234_5670;
    private const uint Pass = 0x5555;

    [Theory]
    [InlineData(FirmwareKind.BuiltIn)]
    [InlineData(FirmwareKind.None)]
    public void Firmware_in_the_first_bank_starts_and_what_it_stores_in_the_second_is_kept(FirmwareKind firmware)
    {
        GuestCode code = new();
        code.LoadConstant(S0, Variables);
        code.LoadConstant(T1, ProgramWord);
        code.Add(S(0, T1, S0, 0b010, 0b0100011)); // sw t1, 0(s0)
        code.LoadConstant(T1, Stored);
        code.Add(S(0, T1, S0, 0b010, 0b0100011)); // sw t1, 0(s0)
        code.Finish(Pass);
        byte[] erased = new byte[16];
        Array.Fill(erased, (byte)0xff);
        using TemporaryFile first = new(code.ToArray(), BankSize), second = new(erased, BankSize);
        MachineOptions options = new()
        {
            Boot = new BootOptions { Firmware = firmware },
            Configuration = new MachineConfiguration()
            {
                BlockNodes = [Node("code", first), Node("variables", second)],
                FlashNodes = ["code", "variables"],
            },
        };
        using Machine machine = new(VirtBoard.Board, options, (_, _) => new RecordingBackend());
        using Timer watchdog = new(_ => machine.RequestShutdown(-1), null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
        Assert.Equal(0, machine.Run());
        byte[] kept = new byte[16];
        using FileStream file = new(second.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.ReadExactly(kept);
        Assert.Equal(Stored, BitConverter.ToUInt32(kept));
        Assert.Equal(uint.MaxValue, BitConverter.ToUInt32(kept, 4));
    }

    private static ConfiguredItem Node(string name, TemporaryFile file) => new(
        $"-blockdev {name}", KeyValueGrammar.Parse($"raw,node-name={name},file.driver=file,file.filename={file.Path}", "driver"));
}
