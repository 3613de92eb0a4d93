using System.Text.Json.Serialization;

namespace Emu.Monitor.Commands;

/// <summary>Arguments of <c>block_set_io_throttle</c>; limits are a second.</summary>
internal sealed class ThrottleArguments
{
    public string? Device { get; set; }

    public string? Id { get; set; }

    /// <summary>The group that the disk gets; null for the one that it has, or one of the disk's own name.</summary>
    public string? Group { get; set; }

    public long Bps { get; set; }

    [JsonPropertyName("bps_rd")]
    public long BpsRead { get; set; }

    [JsonPropertyName("bps_wr")]
    public long BpsWrite { get; set; }

    public long Iops { get; set; }

    [JsonPropertyName("iops_rd")]
    public long IopsRead { get; set; }

    [JsonPropertyName("iops_wr")]
    public long IopsWrite { get; set; }

    [JsonPropertyName("bps_max")]
    public long? BpsMax { get; set; }

    [JsonPropertyName("bps_rd_max")]
    public long? BpsReadMax { get; set; }

    [JsonPropertyName("bps_wr_max")]
    public long? BpsWriteMax { get; set; }

    [JsonPropertyName("iops_max")]
    public long? IopsMax { get; set; }

    [JsonPropertyName("iops_rd_max")]
    public long? IopsReadMax { get; set; }

    [JsonPropertyName("iops_wr_max")]
    public long? IopsWriteMax { get; set; }

    [JsonPropertyName("bps_max_length")]
    public long? BpsMaxLength { get; set; }

    [JsonPropertyName("bps_rd_max_length")]
    public long? BpsReadMaxLength { get; set; }

    [JsonPropertyName("bps_wr_max_length")]
    public long? BpsWriteMaxLength { get; set; }

    [JsonPropertyName("iops_max_length")]
    public long? IopsMaxLength { get; set; }

    [JsonPropertyName("iops_rd_max_length")]
    public long? IopsReadMaxLength { get; set; }

    [JsonPropertyName("iops_wr_max_length")]
    public long? IopsWriteMaxLength { get; set; }

    [JsonPropertyName("iops_size")]
    public long? IopsSize { get; set; }

    /// <summary>A limit by the name that groups of limits have for it; null for one that was not given.</summary>
    public long? Limit(string name) => name switch
    {
        "bps-total" => Bps,
        "bps-read" => BpsRead,
        "bps-write" => BpsWrite,
        "iops-total" => Iops,
        "iops-read" => IopsRead,
        "iops-write" => IopsWrite,
        "bps-total-max" => BpsMax,
        "bps-read-max" => BpsReadMax,
        "bps-write-max" => BpsWriteMax,
        "iops-total-max" => IopsMax,
        "iops-read-max" => IopsReadMax,
        "iops-write-max" => IopsWriteMax,
        "bps-total-max-length" => BpsMaxLength,
        "bps-read-max-length" => BpsReadMaxLength,
        "bps-write-max-length" => BpsWriteMaxLength,
        "iops-total-max-length" => IopsMaxLength,
        "iops-read-max-length" => IopsReadMaxLength,
        "iops-write-max-length" => IopsWriteMaxLength,
        "iops-size" => IopsSize,
        _ => null,
    };
}
