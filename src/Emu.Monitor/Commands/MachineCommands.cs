using System.Text.Json.Serialization;

namespace Emu.Monitor.Commands;

/// <summary>What the emulator and its machine are.</summary>
internal static class MachineCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query("query-version", MonitorJson.Default.VersionInfo, call => call.Monitors.Version),
        Command.Query("query-commands", MonitorJson.Default.IReadOnlyListCommandInfo, _ => ListCommands()),
        Command.Query("query-name", MonitorJson.Default.NameInfo, call => new NameInfo(call.Monitors.Settings.GuestName)),
        Command.Query("query-uuid", MonitorJson.Default.UuidInfo, call => new UuidInfo($"{call.Machine.Options.Identifier}")),
        Command.Query("query-kvm", MonitorJson.Default.KvmInfo, _ => new KvmInfo(false, false)),
        Command.Query("query-target", MonitorJson.Default.TargetInfo, call => new TargetInfo(call.Monitors.Settings.Architecture)),
        Command.Query("query-machines", MonitorJson.Default.IReadOnlyListMachineInfo, ListMachines),
        Command.Query("query-cpus-fast", MonitorJson.Default.IReadOnlyListCpuInfo, ListCpus),
    ];

    private static IReadOnlyList<CommandInfo> ListCommands() =>
        [.. CommandTable.All.Select(command => new CommandInfo(command.Name)), new("qmp_capabilities")];

    private static IReadOnlyList<MachineInfo> ListMachines(CommandCall call) =>
    [
        .. call.Monitors.Settings.Boards.Select((board, index) => new MachineInfo(
            board.Name, index == 0 ? true : null, board.IsEmpty ? 1 : board.MaximumCpus, HotpluggableCpus: false,
            NumaMemSupported: !board.IsEmpty, Deprecated: false, board.IsEmpty ? null : call.Monitors.Settings.CpuType,
            board.MemoryName, board.Alias)),
    ];

    private static IReadOnlyList<CpuInfo> ListCpus(CommandCall call) =>
    [
        .. call.Machine.CpuThreads.Select(each => new CpuInfo(
            each.Cpu.Id, call.Monitors.Settings.CpuPath(each.Cpu.Id), each.HostThreadId,
            new CpuPlace(each.Cpu.Id), call.Monitors.Settings.Architecture)),
    ];
}

/// <summary>Version of the emulator that this one stands in for.</summary>
public sealed record VersionNumbers(int Micro, int Minor, int Major)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Major}.{Minor}.{Micro}";
}

/// <summary>Answer of <c>query-version</c>.</summary>
/// <param name="Qemu">QEMU's version whose commands these are.</param>
/// <param name="Package">What this really is.</param>
public sealed record VersionInfo(VersionNumbers Qemu, string Package);

/// <summary>An item of <c>query-commands</c>.</summary>
internal sealed record CommandInfo(string Name);

/// <summary>Answer of <c>query-name</c>.</summary>
internal sealed record NameInfo(string? Name);

/// <summary>Answer of <c>query-uuid</c>.</summary>
internal sealed record UuidInfo([property: JsonPropertyName("UUID")] string Identifier);

/// <summary>Answer of <c>query-kvm</c>.</summary>
internal sealed record KvmInfo(bool Enabled, bool Present);

/// <summary>Answer of <c>query-target</c>.</summary>
internal sealed record TargetInfo(string Arch);

/// <summary>An item of <c>query-machines</c>.</summary>
public sealed record MachineInfo(
    string Name, bool? IsDefault, int CpuMax, bool HotpluggableCpus, bool NumaMemSupported, bool Deprecated,
    string? DefaultCpuType, string? DefaultRamId, string? Alias);

/// <summary>An item of <c>query-cpus-fast</c>.</summary>
internal sealed record CpuInfo(int CpuIndex, string QomPath, long ThreadId, CpuPlace Props, string Target);

/// <summary>Where a CPU stands.</summary>
internal sealed record CpuPlace(int CoreId);
