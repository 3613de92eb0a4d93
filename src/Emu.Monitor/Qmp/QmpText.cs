using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Emu.Model.Options;
using Emu.Monitor.Json;

namespace Emu.Monitor.Qmp;

/// <summary>What is sent to clients that speak QMP.</summary>
internal static class QmpText
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = JsonStream.MostDepth + 16,
        SkipValidation = true,
    };

    /// <summary>Writes JSON without any space.</summary>
    public static byte[] WriteCompact(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, WriterOptions)) write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a message as clients get it, with its end of line.</summary>
    public static byte[] Write(bool isPretty, Action<Utf8JsonWriter> write) => Lay(WriteCompact(write), isPretty);

    /// <summary>Lays out a message, with its end of line.</summary>
    public static byte[] Lay(ReadOnlySpan<byte> compact, bool isPretty) => [.. JsonLayout.Write(compact, isPretty), .. "\r\n"u8];

    /// <summary>Writes a value that a client has sent.</summary>
    public static void WriteValue(Utf8JsonWriter writer, OptionValue value)
    {
        switch (value.Kind)
        {
            case OptionKind.Tree:
                writer.WriteStartObject();
                foreach ((string name, OptionValue member) in value.Tree!.Members)
                {
                    writer.WritePropertyName(name);
                    WriteValue(writer, member);
                }

                writer.WriteEndObject();
                break;
            case OptionKind.List:
                writer.WriteStartArray();
                foreach (OptionValue item in value.Items) WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            case OptionKind.Boolean:
                writer.WriteBooleanValue(value.Text == "true");
                break;
            case OptionKind.Null:
                writer.WriteNullValue();
                break;
            case OptionKind.Number:
                WriteNumber(writer, value.Text);
                break;
            default:
                writer.WriteStringValue(value.Text);
                break;
        }
    }

    /// <summary>Whole numbers stay as they are while they fit 64 bits; all else has the precision of a double, and what is
    /// beyond it the text that it came with.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)) writer.WriteNumberValue(whole);
        else if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large)) writer.WriteNumberValue(large);
        else if (double.Parse(text, CultureInfo.InvariantCulture) is var number && double.IsFinite(number)) writer.WriteNumberValue(number);
        else writer.WriteRawValue(text, skipInputValidation: true);
    }
}
