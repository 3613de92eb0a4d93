using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>The short names of a drive's limits: <c>bps_rd=...</c> stands for <c>throttling.bps-read=...</c>.</summary>
internal static class DriveThrottling
{
    /// <summary>The member of a drive's options that has its limits.</summary>
    public const string Option = "throttling";

    private static readonly (string Short, string Name)[] Names =
    [
        ("iops", "iops-total"), ("iops_rd", "iops-read"), ("iops_wr", "iops-write"),
        ("bps", "bps-total"), ("bps_rd", "bps-read"), ("bps_wr", "bps-write"),
        ("iops_max", "iops-total-max"), ("iops_rd_max", "iops-read-max"), ("iops_wr_max", "iops-write-max"),
        ("bps_max", "bps-total-max"), ("bps_rd_max", "bps-read-max"), ("bps_wr_max", "bps-write-max"),
        ("iops_size", "iops-size"), ("group", "group"),
    ];

    /// <summary>Replaces the short names among a drive's options.</summary>
    /// <exception cref="OptionException">A limit is given by both names.</exception>
    public static void WriteOut(OptionTree drive)
    {
        OptionTree limits = drive.Find(Option)?.Tree?.Copy() ?? new OptionTree();
        foreach ((string shortName, string name) in Names)
        {
            if (drive.Take(shortName) is not { } value) continue;
            if (limits.Find(name) is not null)
                throw new OptionException($"'{Option}.{name}' and its alias '{shortName}' can't be used at the same time");
            limits.Add(name, value);
        }

        if (limits.Members.Count != 0) drive.Set(Option, OptionValue.Of(limits));
    }
}
