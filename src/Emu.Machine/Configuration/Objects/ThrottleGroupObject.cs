using Emu.Block;
using Emu.Block.Graph;
using Emu.Core.Time;
using Emu.Model;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Machine.Configuration.Objects;

/// <summary>Limits that disks and block nodes share by name: <c>-object throttle-group</c>.</summary>
[Object("throttle-group")]
internal sealed partial class ThrottleGroupObject : IConfiguredObject, INamedObject
{
    private ThrottleGroup? group;

    /// <summary>The groups of the machine.</summary>
    public ThrottleGroups? Groups { get; set; }

    /// <inheritdoc/>
    public string Id { get; private set; } = "";

    /// <summary>Bytes a second that are moved; null for no limit.</summary>
    [Property("limits.bps-total", Aliases = "x-bps-total")]
    public long? BpsTotal { get; set; }

    /// <summary>Bytes a second that are moved, for the length of a burst; null for no burst.</summary>
    [Property("limits.bps-total-max", Aliases = "x-bps-total-max")]
    public long? BpsTotalMax { get; set; }

    /// <summary>Seconds of that burst; null for one.</summary>
    [Property("limits.bps-total-max-length", Aliases = "x-bps-total-max-length")]
    public long? BpsTotalMaxLength { get; set; }

    /// <summary>Bytes a second that are read; null for no limit.</summary>
    [Property("limits.bps-read", Aliases = "x-bps-read")]
    public long? BpsRead { get; set; }

    /// <summary>Bytes a second that are read, for the length of a burst; null for no burst.</summary>
    [Property("limits.bps-read-max", Aliases = "x-bps-read-max")]
    public long? BpsReadMax { get; set; }

    /// <summary>Seconds of that burst; null for one.</summary>
    [Property("limits.bps-read-max-length", Aliases = "x-bps-read-max-length")]
    public long? BpsReadMaxLength { get; set; }

    /// <summary>Bytes a second that are written; null for no limit.</summary>
    [Property("limits.bps-write", Aliases = "x-bps-write")]
    public long? BpsWrite { get; set; }

    /// <summary>Bytes a second that are written, for the length of a burst; null for no burst.</summary>
    [Property("limits.bps-write-max", Aliases = "x-bps-write-max")]
    public long? BpsWriteMax { get; set; }

    /// <summary>Seconds of that burst; null for one.</summary>
    [Property("limits.bps-write-max-length", Aliases = "x-bps-write-max-length")]
    public long? BpsWriteMaxLength { get; set; }

    /// <summary>Requests a second; null for no limit.</summary>
    [Property("limits.iops-total", Aliases = "x-iops-total")]
    public long? IopsTotal { get; set; }

    /// <summary>Requests a second, for the length of a burst; null for no burst.</summary>
    [Property("limits.iops-total-max", Aliases = "x-iops-total-max")]
    public long? IopsTotalMax { get; set; }

    /// <summary>Seconds of that burst; null for one.</summary>
    [Property("limits.iops-total-max-length", Aliases = "x-iops-total-max-length")]
    public long? IopsTotalMaxLength { get; set; }

    /// <summary>Requests a second that read; null for no limit.</summary>
    [Property("limits.iops-read", Aliases = "x-iops-read")]
    public long? IopsRead { get; set; }

    /// <summary>Requests a second that read, for the length of a burst; null for no burst.</summary>
    [Property("limits.iops-read-max", Aliases = "x-iops-read-max")]
    public long? IopsReadMax { get; set; }

    /// <summary>Seconds of that burst; null for one.</summary>
    [Property("limits.iops-read-max-length", Aliases = "x-iops-read-max-length")]
    public long? IopsReadMaxLength { get; set; }

    /// <summary>Requests a second that write; null for no limit.</summary>
    [Property("limits.iops-write", Aliases = "x-iops-write")]
    public long? IopsWrite { get; set; }

    /// <summary>Requests a second that write, for the length of a burst; null for no burst.</summary>
    [Property("limits.iops-write-max", Aliases = "x-iops-write-max")]
    public long? IopsWriteMax { get; set; }

    /// <summary>Seconds of that burst; null for one.</summary>
    [Property("limits.iops-write-max-length", Aliases = "x-iops-write-max-length")]
    public long? IopsWriteMaxLength { get; set; }

    /// <summary>Bytes of what counts as one request; null counts all alike.</summary>
    [Property("limits.iops-size", Aliases = "x-iops-size")]
    public long? IopsSize { get; set; }

    /// <summary>Something else keeps the group: a disk, or a block node.</summary>
    public bool IsInUse => group is { Users: > 1 };

    /// <inheritdoc/>
    public void Complete(string id, EventLoop mainLoop)
    {
        Id = id;
        try
        {
            ThrottleLimits limits = ThrottleLimits.Of(LimitOf);
            if (Groups!.Find(id) is not null) throw new OptionException("A group with this name already exists");
            group = Groups.Join(id);
            group.Limits = limits;
        }
        catch (BlockException e)
        {
            throw new OptionException(e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => group?.Leave();

    private long? LimitOf(string name) => name switch
    {
        "bps-total" => BpsTotal,
        "bps-total-max" => BpsTotalMax,
        "bps-total-max-length" => BpsTotalMaxLength,
        "bps-read" => BpsRead,
        "bps-read-max" => BpsReadMax,
        "bps-read-max-length" => BpsReadMaxLength,
        "bps-write" => BpsWrite,
        "bps-write-max" => BpsWriteMax,
        "bps-write-max-length" => BpsWriteMaxLength,
        "iops-total" => IopsTotal,
        "iops-total-max" => IopsTotalMax,
        "iops-total-max-length" => IopsTotalMaxLength,
        "iops-read" => IopsRead,
        "iops-read-max" => IopsReadMax,
        "iops-read-max-length" => IopsReadMaxLength,
        "iops-write" => IopsWrite,
        "iops-write-max" => IopsWriteMax,
        "iops-write-max-length" => IopsWriteMaxLength,
        "iops-size" => IopsSize,
        _ => null,
    };
}
