namespace Emu.Engine.Statistics;

/// <summary>A figure with its name.</summary>
/// <param name="Name">In words, small letters.</param>
/// <param name="Count">A number of things; meaningless when <paramref name="Time"/> is given.</param>
/// <param name="Time">A time, or null.</param>
public readonly record struct StatisticsItem(string Name, ulong Count, TimeSpan? Time = null)
{
    public static implicit operator StatisticsItem((string Name, ulong Count) item) => new(item.Name, item.Count);

    public static implicit operator StatisticsItem((string Name, TimeSpan Time) item) => new(item.Name, 0, item.Time);
}
