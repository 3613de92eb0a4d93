using System.Text.Json.Serialization;

namespace Emu.Monitor.Commands;

/// <summary>Arguments of <c>block_set_io_throttle</c>; limits are a second.</summary>
internal sealed class ThrottleArguments
{
    public string? Device { get; set; }

    public string? Id { get; set; }

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

    /// <summary>A limit by the name that groups of limits have for it; 0 for none.</summary>
    public long Limit(string name) => name switch
    {
        "bps-total" => Bps,
        "bps-read" => BpsRead,
        "bps-write" => BpsWrite,
        "iops-total" => Iops,
        "iops-read" => IopsRead,
        "iops-write" => IopsWrite,
        "bps-total-max" => BpsMax ?? 0,
        "bps-read-max" => BpsReadMax ?? 0,
        "bps-write-max" => BpsWriteMax ?? 0,
        "iops-total-max" => IopsMax ?? 0,
        "iops-read-max" => IopsReadMax ?? 0,
        "iops-write-max" => IopsWriteMax ?? 0,
        "bps-total-max-length" => BpsMaxLength ?? 0,
        "bps-read-max-length" => BpsReadMaxLength ?? 0,
        "bps-write-max-length" => BpsWriteMaxLength ?? 0,
        "iops-total-max-length" => IopsMaxLength ?? 0,
        "iops-read-max-length" => IopsReadMaxLength ?? 0,
        "iops-write-max-length" => IopsWriteMaxLength ?? 0,
        "iops-size" => IopsSize ?? 0,
        _ => 0,
    };
}
