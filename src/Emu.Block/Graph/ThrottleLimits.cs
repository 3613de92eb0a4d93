namespace Emu.Block.Graph;

/// <summary>Limits of requests by QEMU's names, as users give and read them: <c>bps-total</c>, <c>bps-total-max</c>,
/// <c>bps-total-max-length</c>, ..., <c>iops-size</c>. They do not change.</summary>
public sealed class ThrottleLimits
{
    /// <summary>The name of the size that counts as one request, bytes; 0 counts all requests alike.</summary>
    public const string RequestSize = "iops-size";

    private const long Most = 1_000_000_000_000_000;
    private const string Burst = "-max", BurstLength = "-max-length";

    private readonly Dictionary<string, long> values = [];

    private ThrottleLimits()
    {
    }

    /// <summary>The kinds of limits; each has a rate a second, a burst and a burst's length in seconds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["bps-total", "bps-read", "bps-write", "iops-total", "iops-read", "iops-write"];

    /// <summary>The names of all limits.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Kinds.SelectMany(kind => (string[])[kind, kind + Burst, kind + BurstLength]), RequestSize];

    /// <summary>No limits.</summary>
    public static ThrottleLimits None { get; } = Of(_ => null);

    /// <summary>True when nothing is limited.</summary>
    public bool IsUnlimited => Kinds.All(kind => this[kind] == 0);

    /// <summary>A limit by its name; 0 for none, and 1 for the length of a burst that was not given.</summary>
    public long this[string name] => values[name];

    /// <summary>Checks limits.</summary>
    /// <param name="limit">The value of a limit by its name; null for one that is not given.</param>
    /// <exception cref="BlockException">They contradict each other, or one is out of its range.</exception>
    public static ThrottleLimits Of(Func<string, long?> limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ThrottleLimits limits = new();
        foreach (string name in Names)
            limits.values[name] = limit(name) ?? (name.EndsWith(BurstLength, StringComparison.Ordinal) ? 1 : 0);
        limits.Check();
        return limits;
    }

    /// <summary>These limits, but for those that are given anew.</summary>
    /// <param name="limit">The value of a limit by its name; null for one that stays.</param>
    /// <exception cref="BlockException">They contradict each other, or one is out of its range.</exception>
    public ThrottleLimits With(Func<string, long?> limit) => Of(name => limit(name) ?? this[name]);

    private void Check()
    {
        foreach (string unit in (string[])["bps", "iops"])
            foreach (string part in (string[])["", Burst])
                if (this[$"{unit}-total{part}"] != 0 && (this[$"{unit}-read{part}"] | this[$"{unit}-write{part}"]) != 0)
                    throw Invalid("bps/iops/max total values and read/write values cannot be used at the same time");
        if (this[RequestSize] != 0 && Kinds.Where(kind => kind.StartsWith("iops", StringComparison.Ordinal)).All(kind => this[kind] == 0))
            throw Invalid("iops size requires an iops value to be set");
        foreach (string kind in Kinds)
        {
            long rate = this[kind], burst = this[kind + Burst], seconds = this[kind + BurstLength];
            if (rate is < 0 or > Most || burst is < 0 or > Most) throw Invalid($"bps/iops/max values must be within [0, {Most}]");
            if (seconds == 0) throw Invalid("the burst length cannot be 0");
            if (seconds != 1 && burst == 0) throw Invalid("burst length set without burst rate");
            if (burst != 0 && (seconds < 0 || seconds > Most / burst)) throw Invalid("burst length too high for this burst rate");
            if (burst != 0 && rate == 0) throw Invalid("bps_max/iops_max require corresponding bps/iops values");
            if (burst != 0 && burst < rate) throw Invalid("bps_max/iops_max cannot be lower than bps/iops");
        }
    }

    private static BlockException Invalid(string message) => new(BlockError.InvalidArgument, message);
}
