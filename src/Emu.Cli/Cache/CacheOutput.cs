using System.Globalization;
using System.Text;
using System.Text.Json;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Cli.Cache;

/// <summary>How the <c>emu cache</c> commands print: figures for people, or one JSON value.</summary>
internal static class CacheOutput
{
    private const double Kibibyte = 1024;

    /// <summary>Prints a JSON value.</summary>
    public static void WriteJson(Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true })) write(json);
        Console.Out.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>A size with a unit.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double size = bytes;
        int unit = 0;
        for (; size >= Kibibyte && unit + 1 < units.Length; unit++) size /= Kibibyte;
        return $"{size.ToString(unit == 0 ? "F0" : "F1", CultureInfo.InvariantCulture)} {units[unit]}";
    }

    /// <summary>A time of day of the user's.</summary>
    public static string Time(DateTime time) =>
        time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A number with separators.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The members of a file in a directory.</summary>
    /// <param name="json">Where they go.</param>
    /// <param name="entry">The file.</param>
    /// <param name="image">What it is of; null where that is not told, as of a file that is gone.</param>
    public static void WriteEntry(Utf8JsonWriter json, CacheFileEntry entry, CacheImage? image = null)
    {
        json.WriteStartObject();
        json.WriteString("file", HostPath.Show(entry.Path));
        json.WriteString("image", $"{entry.ImageHash:x32}");
        if (image is not null)
        {
            WriteName(json, image.Name);
            json.WriteStartArray("guests");
            foreach (string guest in image.Guests) json.WriteStringValue(guest);
            json.WriteEndArray();
        }

        json.WriteNumber("bytes", entry.Length);
        json.WriteString("lastUse", entry.LastUse.ToString("O", CultureInfo.InvariantCulture));
        json.WriteBoolean("aside", entry.IsAside);
        json.WriteEndObject();
    }

    /// <summary>What an image is called: null when that is not known.</summary>
    public static void WriteName(Utf8JsonWriter json, string? name) =>
        json.WriteString("name", name is null ? null : HostPath.Show(name));

    /// <summary>The members of a region.</summary>
    public static void WriteRegion(Utf8JsonWriter json, RegionSummary region)
    {
        json.WriteStartObject();
        json.WriteNumber("position", region.Position);
        json.WriteString("page", $"{region.PageHash:x32}");
        json.WriteString("environment", $"{region.Environment:x32}");
        json.WriteStartArray("entries");
        foreach (ushort entry in region.Entries) json.WriteNumberValue(entry);
        json.WriteEndArray();
        json.WriteNumber("instructions", region.GuestInstructions);
        json.WriteNumber("level", (int)region.Level);
        json.WriteNumber("codeBytes", region.Code.Length);
        json.WriteEndObject();
    }

    /// <summary>A region in one line.</summary>
    public static string Line(RegionSummary region) => string.Create(
        CultureInfo.InvariantCulture,
        $"{region.PageHash:x32}  {region.Level,-4}  {region.GuestInstructions,5} instructions  " +
        $"{region.Code.Length,7} bytes  entries {string.Join(' ', region.Entries.Select(entry => $"{entry:x3}"))}");
}
