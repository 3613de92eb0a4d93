using System.Diagnostics;

namespace Emu.Block.Graph;

/// <summary>Limits that several nodes share: bytes and requests a second, of reads, writes or both. Each limit is a
/// bucket that leaks at its rate and holds what a tenth of a second brings, or the burst that was given.</summary>
public sealed class ThrottleGroup
{
    private static readonly string[] Kinds = ["bps-total", "bps-read", "bps-write", "iops-total", "iops-read", "iops-write"];

    private readonly Bucket[] buckets = [.. Kinds.Select(_ => new Bucket())];
    private readonly TimeProvider clock;
    private readonly long start;
    private long requestSize;

    /// <param name="clock">Tells the time and makes timers; null for the host's.</param>
    public ThrottleGroup(TimeProvider? clock = null)
    {
        this.clock = clock ?? TimeProvider.System;
        start = this.clock.GetTimestamp();
    }

    /// <summary>Reads limits by QEMU's names: <c>x-bps-total</c>, <c>x-bps-total-max</c>, <c>limits.bps-total</c>, ...
    /// </summary>
    /// <param name="options">The limits are taken out.</param>
    /// <param name="clock">Tells the time; null for the host's.</param>
    /// <exception cref="BlockException">Limits contradict each other.</exception>
    public static ThrottleGroup Of(BlockOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Of(name => options.TakeNumber($"x-{name}") ?? options.TakeNumber($"limits.{name}") ?? 0, clock);
    }

    /// <summary>As the other form, from whoever knows each limit.</summary>
    /// <param name="limit">The value of <c>bps-total</c>, <c>bps-total-max</c>, <c>bps-total-max-length</c>, ..., <c>iops-size</c>; 0 for
    /// none.</param>
    /// <param name="clock">Tells the time; null for the host's.</param>
    /// <exception cref="BlockException">Limits contradict each other, or one is negative.</exception>
    public static ThrottleGroup Of(Func<string, long> limit, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ThrottleGroup group = new(clock);
        for (int i = 0; i < Kinds.Length; i++)
        {
            Bucket bucket = group.buckets[i];
            bucket.Rate = Take(Kinds[i]);
            bucket.Burst = Take($"{Kinds[i]}-max");
            bucket.BurstSeconds = Math.Max(1, Take($"{Kinds[i]}-max-length"));
            if (bucket.Burst != 0 && bucket.Burst < bucket.Rate)
                throw new BlockException(BlockError.InvalidArgument, "bps_max/iops_max cannot be lower than bps/iops");
            if (bucket.Burst != 0 && bucket.Rate == 0)
                throw new BlockException(BlockError.InvalidArgument, "bps_max/iops_max require corresponding bps/iops values");
        }

        group.requestSize = Take("iops-size");
        foreach (string unit in (string[])["bps", "iops"])
            if (group.RateOf(unit + "-total") != 0 && (group.RateOf(unit + "-read") | group.RateOf(unit + "-write")) != 0)
                throw new BlockException(
                    BlockError.InvalidArgument, "bps/iops/max total values and read/write values cannot be used at the same time");
        return group;

        long Take(string name) => limit(name) is >= 0 and var value
            ? value : throw new BlockException(BlockError.InvalidArgument, "bps/iops/max values must be within [0, 1000000000000000]");
    }

    /// <summary>True when nothing is limited.</summary>
    public bool IsUnlimited => Array.TrueForAll(buckets, bucket => bucket.Rate == 0);

    /// <summary>The size that counts as one request, bytes; 0 counts all alike.</summary>
    public long RequestSize => requestSize;

    /// <summary>A rate or a burst by its name.</summary>
    /// <param name="kind"><c>bps-total</c>, <c>iops-read</c>, ...</param>
    public (long Rate, long Burst) Limit(string kind)
    {
        Bucket bucket = buckets[Array.IndexOf(Kinds, kind)];
        return (bucket.Rate, bucket.Burst);
    }

    /// <summary>A group with one limit.</summary>
    /// <param name="bytesPerSecond">Of reads and writes together.</param>
    /// <param name="clock">Tells the time; null for the host's.</param>
    public static ThrottleGroup OfRate(long bytesPerSecond, TimeProvider? clock = null)
    {
        ThrottleGroup group = new(clock);
        group.buckets[0].Rate = bytesPerSecond;
        return group;
    }

    /// <summary>Completes when a request may go on.</summary>
    /// <param name="isWrite">It writes.</param>
    /// <param name="bytes">It moves so many.</param>
    public async ValueTask EnterAsync(bool isWrite, long bytes)
    {
        double wait = Charge(isWrite, bytes);
        if (wait > 0) await Task.Delay(TimeSpan.FromSeconds(wait), clock);
    }

    /// <summary>Counts a request; returns the seconds that it is to wait.</summary>
    /// <param name="isWrite">It writes.</param>
    /// <param name="bytes">It moves so many.</param>
    public double Charge(bool isWrite, long bytes)
    {
        double requests = requestSize == 0 ? 1 : Math.Max(1, (double)bytes / requestSize);
        double wait = 0, now = clock.GetElapsedTime(start).TotalSeconds;
        for (int i = 0; i < buckets.Length; i++)
        {
            bool counts = (i % 3) switch { 0 => true, 1 => !isWrite, _ => isWrite };
            if (counts) wait = Math.Max(wait, buckets[i].Take(i < 3 ? bytes : requests, now));
        }

        return wait;
    }

    private long RateOf(string kind) => buckets[Array.IndexOf(Kinds, kind)].Rate;

    private sealed class Bucket
    {
        private double level, last;

        public long Rate { get; set; }

        public long Burst { get; set; }

        public long BurstSeconds { get; set; } = 1;

        /// <summary>Puts an amount in; returns for how many seconds the bucket then overflows.</summary>
        public double Take(double amount, double now)
        {
            if (Rate == 0) return 0;
            Debug.Assert(now >= last, "time goes on");
            level = Math.Max(0, level - ((now - last) * Rate));
            last = now;
            double room = Burst == 0 ? Rate / 10.0 : Burst * BurstSeconds;
            double wait = Math.Max(0, level - room) / Rate;
            level += amount;
            return wait;
        }
    }
}
