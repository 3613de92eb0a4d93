using Emu.Guest.Arm64;
using Emu.Guest.Arm64.Linux;
using Emu.Guest.RiscV;
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
            DefaultCpu = new IsaOptions(),
            TryReadCpu = TryReadHart,
            CpuHelp = () => CpuProperties.Models.Select(model => (model, "RV64 with all of the features below"))
                .Concat(CpuProperties.Names.Select(name => ($"...,{name}=on|off", ""))),
            Linux = RiscVLinux.Guest,
            Machines = new()
            {
                Boards = [Emu.Guest.RiscV.Boards.VirtBoard.Board],
                BuiltInFirmware = "the SBI inside the emulator",
                FirmwareMode = "machine mode",
                CpuPath = id => $"/machine/soc0/harts[{id}]",
                ReadRegisters = cpu => ((Hart)cpu).ReadRegisters(),
                DescribeMappings = (cpu, isByPage) => ((Hart)cpu).DescribeMappings(isByPage),
                CpuType = "rv64-riscv-cpu",
            },
        },
        new()
        {
            Architecture = Arm64Architecture.Instance,
            Family = "Arm",
            Description = "64-bit Arm",
            DefaultCpu = Arm64Model.Max,
            TryReadCpu = TryReadArm64,
            // QEMU's machines have a CPU of 32 bits when the user does not choose.
            CpuHelp = () => Arm64Model.Names.Select(
                name => (name, name == Arm64Model.Max.Name ? "all that there is; the default, as QEMU's boots no 64-bit kernel" : "")),
            Linux = Arm64Linux.Guest,
            Machines = new()
            {
                Boards = [Emu.Guest.Arm64.Boards.VirtBoard.Board],
                BuiltInFirmware = "PSCI inside the emulator",
                FirmwareMode = "EL1",
                CpuPath = id => $"/machine/unattached/device[{id}]",
                ReadRegisters = cpu => ((Arm64Cpu)cpu).ReadRegisters(),
                DescribeMappings = (cpu, isByPage) => ((Arm64Cpu)cpu).DescribeMappings(isByPage),
                CpuType = "max-arm-cpu",
            },
        },
    ];

    /// <summary>Those of which whole machines can be emulated.</summary>
    public static IEnumerable<EmulatedGuest> WithMachines => All.Where(guest => guest.Machines is not null);

    /// <summary>The guest of that name, as commands and cache files have it; null when there is none.</summary>
    public static EmulatedGuest? Find(string? name) => All.FirstOrDefault(guest => guest.Name == name);

    /// <summary>The guest whose machine a program of that name emulates; null when it is another program.</summary>
    public static EmulatedGuest? FindSystem(string programName) =>
        WithMachines.FirstOrDefault(guest => guest.SystemLink == programName);

    /// <summary>The guest whose Linux programs a program of that name runs; null when it is another program.</summary>
    public static EmulatedGuest? FindUser(string programName) =>
        All.FirstOrDefault(guest => guest.UserLink == programName || guest.StaticUserLink == programName);

    private static bool TryReadArm64(string text, out CpuModel model, out string error)
    {
        bool isRead = Arm64Model.TryParse(text, out Arm64Model read, out error);
        model = read;
        return isRead;
    }

    private static bool TryReadHart(string text, out CpuModel model, out string error)
    {
        bool isRead = IsaOptions.TryParse(text, out IsaOptions hart, out error);
        model = hart;
        return isRead;
    }
}
