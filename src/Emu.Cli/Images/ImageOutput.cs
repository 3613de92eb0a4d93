using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Emu.Cli.Images;

/// <summary>What image commands print to standard output.</summary>
internal static class ImageOutput
{
    /// <summary>Prints JSON as QEMU prints it: four spaces a level.</summary>
    public static void WriteJson(Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        JsonWriterOptions options = new()
        {
            Indented = true,
            IndentSize = 4,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (Utf8JsonWriter json = new(bytes, options)) write(json);
        foreach (string line in Encoding.UTF8.GetString(bytes.ToArray()).Split('\n')) WriteLine(line);
    }

    /// <summary>Prints a line; QEMU's empty lists take two.</summary>
    private static void WriteLine(string line)
    {
        int list = line.IndexOf(": []", StringComparison.Ordinal);
        if (list < 0 || list + ": []".Length < line.TrimEnd(',').Length)
        {
            Console.Out.WriteLine(line);
            return;
        }

        Console.Out.WriteLine(line[..(list + ": [".Length)]);
        Console.Out.WriteLine(line[..(line.Length - line.TrimStart().Length)] + line[(list + ": [".Length)..]);
    }

    /// <summary>Reads <c>--output</c>.</summary>
    /// <exception cref="ImageException">It is neither <c>human</c> nor <c>json</c>.</exception>
    public static bool IsJson(ImageOptions options) => options.ValueOf("output") switch
    {
        null or "human" => false,
        "json" => true,
        _ => throw new ImageException("--output must be used with human or json as argument."),
    };
}
