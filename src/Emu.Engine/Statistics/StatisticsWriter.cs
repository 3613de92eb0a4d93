using System.Globalization;
using System.Text.Json;

namespace Emu.Engine.Statistics;

/// <summary>Statistics for programs (JSON) and for people (a table).</summary>
public static class StatisticsWriter
{
    private const int ValueWidth = 16;

    /// <summary>
    /// Writes an object with an object for each group: <c>{"instructions": {"interpreted": 1, ...}, ...}</c>. Names are
    /// in camel case; times are seconds.
    /// </summary>
    /// <exception cref="IOException">The stream takes no more.</exception>
    public static void WriteJson(EngineStatistics figures, Stream output)
    {
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            foreach (StatisticsGroup group in StatisticsGroup.Of(figures))
            {
                json.WriteStartObject(CamelCase(group.Name));
                foreach (StatisticsItem item in group.Items)
                {
                    if (item.Time is { } time) json.WriteNumber(CamelCase(item.Name), Math.Round(time.TotalSeconds, 6));
                    else json.WriteNumber(CamelCase(item.Name), item.Count);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>The lines of a table.</summary>
    public static IEnumerable<string> Table(EngineStatistics figures)
    {
        IReadOnlyList<StatisticsGroup> groups = StatisticsGroup.Of(figures);
        int width = groups.SelectMany(group => group.Items).Max(item => item.Name.Length);
        foreach (StatisticsGroup group in groups)
        {
            yield return group.Name;
            foreach (StatisticsItem item in group.Items)
                yield return $"  {item.Name.PadRight(width)} {Format(item).PadLeft(ValueWidth)}";
        }
    }

    private static string Format(StatisticsItem item) => item.Time is { } time
        ? time.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture)
        : item.Count.ToString("N0", CultureInfo.InvariantCulture);

    private static string CamelCase(string words)
    {
        string[] parts = words.Split(' ');
        return parts[0] + string.Concat(parts.Skip(1).Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));
    }
}
