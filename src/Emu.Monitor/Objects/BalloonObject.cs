using System.Text.Json;
using Emu.Devices.Virtio;
using Emu.Model.Options;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Objects;

/// <summary>What clients read and set of a balloon while its machine runs.</summary>
internal static class BalloonObject
{
    /// <summary>The seconds after which the guest is asked again.</summary>
    public const string Interval = "guest-stats-polling-interval";

    private const string Statistics = "guest-stats";

    /// <summary>The properties that change while the machine runs.</summary>
    public static IEnumerable<ObjectProperty> Properties(VirtioBalloon balloon) =>
    [
        new(Statistics, "guest statistics", writer => Write(balloon, writer)),
        new(Interval, "int", writer => writer.WriteNumberValue(balloon.PollingInterval))
        {
            Set = value => SetInterval(balloon, value),
        },
    ];

    private static void Write(VirtioBalloon balloon, Utf8JsonWriter writer)
    {
        BalloonStatistics found = BalloonStatistics.None;
        long age = 0;
        balloon.Loop.Run(() =>
        {
            found = balloon.Statistics;
            age = (long)(balloon.Loop.Clock.Nanoseconds - found.Nanoseconds) / 1_000_000_000;
            return default;
        });
        writer.WriteStartObject();
        writer.WriteStartObject("stats");
        foreach ((string name, ulong? value) in Values(found)) writer.WriteNumber(name, value ?? ulong.MaxValue);
        writer.WriteEndObject();
        writer.WriteNumber("last-update", found == BalloonStatistics.None ? 0 : DateTimeOffset.UtcNow.ToUnixTimeSeconds() - age);
        writer.WriteEndObject();
    }

    private static (string Name, ulong? Value)[] Values(BalloonStatistics found) =>
    [
        ("stat-swap-in", found.SwapIn), ("stat-swap-out", found.SwapOut), ("stat-major-faults", found.MajorFaults),
        ("stat-minor-faults", found.MinorFaults), ("stat-free-memory", found.FreeBytes), ("stat-total-memory", found.TotalBytes),
        ("stat-available-memory", found.AvailableBytes), ("stat-disk-caches", found.DiskCacheBytes),
        ("stat-htlb-pgalloc", found.HugePages), ("stat-htlb-pgfail", found.HugePageFailures),
    ];

    private static void SetInterval(VirtioBalloon balloon, OptionValue value)
    {
        long seconds = OptionReader.Integer<long>(Interval, value);
        if (seconds < 0) throw new CommandException("timer value must be greater than zero");
        if (seconds > uint.MaxValue) throw new CommandException("timer value is too big");
        balloon.Loop.Run(() =>
        {
            balloon.SetPollingInterval(seconds);
            return default;
        });
    }
}
