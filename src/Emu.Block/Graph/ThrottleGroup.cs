using System.Diagnostics;

namespace Emu.Block.Graph;

/// <summary>Limits that several disks and nodes share: bytes and requests a second, of reads, writes or both. Each limit is a
/// bucket that leaks at its rate and holds what a tenth of a second brings, or the burst that was given. All members are for any
/// thread: the disks of a group may be on several loops.</summary>
public sealed class ThrottleGroup
{
    private readonly TimeProvider clock;
    private readonly long start;

    // Guards what follows; nothing is locked inside.
    private readonly Lock gate = new();
    private readonly Bucket[] buckets = [.. ThrottleLimits.Kinds.Select(_ => new Bucket())];
    private ThrottleLimits limits = ThrottleLimits.None;
    private int users;

    /// <param name="name">What users call the group.</param>
    /// <param name="clock">Tells the time and makes timers; null for the host's.</param>
    public ThrottleGroup(string name = "", TimeProvider? clock = null)
    {
        Name = name;
        this.clock = clock ?? TimeProvider.System;
        start = this.clock.GetTimestamp();
    }

    /// <summary>What users call the group.</summary>
    public string Name { get; }

    /// <summary>The limits. When they change, what was counted is forgotten.</summary>
    public ThrottleLimits Limits
    {
        get
        {
            lock (gate) return limits;
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            lock (gate)
            {
                limits = value;
                for (int i = 0; i < buckets.Length; i++)
                {
                    string kind = ThrottleLimits.Kinds[i];
                    buckets[i].Set(value[kind], value[$"{kind}-max"], value[$"{kind}-max-length"]);
                }
            }
        }
    }

    /// <summary>Those that keep the group: disks, nodes and the object of its name.</summary>
    public int Users
    {
        get
        {
            lock (gate) return users;
        }
    }

    /// <summary>Reads limits by QEMU's names: <c>x-bps-total</c>, <c>x-bps-total-max</c>, <c>limits.bps-total</c>, ...
    /// </summary>
    /// <param name="options">The limits are taken out.</param>
    /// <param name="clock">Tells the time; null for the host's.</param>
    /// <exception cref="BlockException">Limits contradict each other.</exception>
    public static ThrottleGroup Of(BlockOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ThrottleGroup("", clock)
        {
            Limits = ThrottleLimits.Of(name => options.TakeNumber($"x-{name}") ?? options.TakeNumber($"limits.{name}")),
        };
    }

    /// <summary>A group with one limit.</summary>
    /// <param name="bytesPerSecond">Of reads and writes together.</param>
    /// <param name="clock">Tells the time; null for the host's.</param>
    public static ThrottleGroup OfRate(long bytesPerSecond, TimeProvider? clock = null) => new("", clock)
    {
        Limits = ThrottleLimits.Of(name => name == "bps-total" ? bytesPerSecond : null),
    };

    /// <summary>Counts one more that keeps the group.</summary>
    public void Join()
    {
        lock (gate) users++;
    }

    /// <summary>Ends <see cref="Join"/>.</summary>
    public void Leave()
    {
        lock (gate) users--;
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
        lock (gate)
        {
            long size = limits[ThrottleLimits.RequestSize];
            double requests = size == 0 ? 1 : Math.Max(1, (double)bytes / size);
            double wait = 0, now = clock.GetElapsedTime(start).TotalSeconds;
            for (int i = 0; i < buckets.Length; i++)
            {
                bool counts = (i % 3) switch { 0 => true, 1 => !isWrite, _ => isWrite };
                if (counts) wait = Math.Max(wait, buckets[i].Take(i < 3 ? bytes : requests, now));
            }

            return wait;
        }
    }

    private sealed class Bucket
    {
        private double level, last;
        private long rate, burst, burstSeconds;

        public void Set(long rate, long burst, long burstSeconds)
        {
            (this.rate, this.burst, this.burstSeconds) = (rate, burst, burstSeconds);
            level = 0;
        }

        /// <summary>Puts an amount in; returns for how many seconds the bucket then overflows.</summary>
        public double Take(double amount, double now)
        {
            if (rate == 0) return 0;
            Debug.Assert(now >= last, "time goes on");
            level = Math.Max(0, level - ((now - last) * rate));
            last = now;
            double room = burst == 0 ? rate / 10.0 : (double)burst * burstSeconds;
            double wait = Math.Max(0, level - room) / rate;
            level += amount;
            return wait;
        }
    }
}
