using System.Text.Json.Serialization.Metadata;

namespace Emu.Monitor.Commands;

/// <summary>The events that clients may get.</summary>
internal static class MonitorEvents
{
    /// <summary>Their names, and what they say; null for nothing.</summary>
    public static IReadOnlyList<(string Name, JsonTypeInfo? Data)> All { get; } =
    [
        ("STOP", null), ("RESUME", null), ("POWERDOWN", null), ("RESET", MonitorJson.Default.EndEvent),
        ("SHUTDOWN", MonitorJson.Default.EndEvent), ("DEVICE_DELETED", MonitorJson.Default.DeletedEvent),
        ("NIC_RX_FILTER_CHANGED", MonitorJson.Default.FilterEvent), ("JOB_STATUS_CHANGE", MonitorJson.Default.JobEvent),
    ];
}
