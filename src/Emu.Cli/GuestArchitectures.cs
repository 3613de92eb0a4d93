using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Boards;
using Emu.Guest.RiscV.Linux;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;

namespace Emu.Cli;

/// <summary>The guests that this executable runs: the one place of the command line that names them.</summary>
internal static class GuestArchitectures
{
    /// <summary>All of them; the first one is meant where a command line names none.</summary>
    public static IReadOnlyList<EmulatedGuest> All { get; } =
    [
        new()
        {
            Architecture = RiscVArchitecture.Instance,
            Family = "RISC-V",
            Description = "64-bit RISC-V",
            Boards = [VirtBoard.Board],
            DefaultCpu = new IsaOptions(),
            TryReadCpu = TryReadHart,
            CpuHelp = () => CpuProperties.Models.Select(model => (model, "RV64 with all of the features below"))
                .Concat(CpuProperties.Names.Select(name => ($"...,{name}=on|off", ""))),
            Linux = RiscVLinux.Guest,
            BuiltInFirmware = "the SBI inside the emulator",
            FirmwareMode = "machine mode",
            CpuPath = id => $"/machine/soc0/harts[{id}]",
            ReadRegisters = cpu => ((Hart)cpu).ReadRegisters(),
            CpuType = "rv64-riscv-cpu",
        },
    ];

    /// <summary>The guest of that name, as commands and cache files have it; null when there is none.</summary>
    public static EmulatedGuest? Find(string? name) => All.FirstOrDefault(guest => guest.Name == name);

    /// <summary>The guest whose machine a program of that name emulates; null when it is another program.</summary>
    public static EmulatedGuest? FindSystem(string programName) => All.FirstOrDefault(guest => guest.SystemLink == programName);

    /// <summary>The guest whose Linux programs a program of that name runs; null when it is another program.</summary>
    public static EmulatedGuest? FindUser(string programName) =>
        All.FirstOrDefault(guest => guest.UserLink == programName || guest.StaticUserLink == programName);

    private static bool TryReadHart(string text, out CpuModel model, out string error)
    {
        bool isRead = IsaOptions.TryParse(text, out IsaOptions hart, out error);
        model = hart;
        return isRead;
    }
}
