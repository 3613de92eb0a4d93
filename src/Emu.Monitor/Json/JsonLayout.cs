using System.Buffers;
using System.Text;

namespace Emu.Monitor.Json;

/// <summary>
/// Lays out JSON as QEMU does, for scripts that look for its text: a space behind colons and commas, or four spaces a level
/// and a line a member; and nothing but ASCII.
/// </summary>
internal static class JsonLayout
{
    /// <summary>Lays out one value.</summary>
    /// <param name="compact">The value without any space between its tokens, in UTF-8.</param>
    /// <param name="isPretty">A line a member, and not one line in all.</param>
    /// <returns>The text, without an end of line.</returns>
    public static byte[] Write(ReadOnlySpan<byte> compact, bool isPretty)
    {
        ArrayBufferWriter<byte> output = new((2 * compact.Length) + 64);
        int depth = 0;
        while (!compact.IsEmpty)
        {
            byte next = compact[0];
            if (next == '"')
            {
                WriteString(ref compact, output);
                continue;
            }

            compact = compact[1..];
            switch (next)
            {
                case (byte)'{' or (byte)'[':
                    output.Write([next]);
                    depth++;
                    if (isPretty && compact[0] is not ((byte)'}' or (byte)']')) Break(output, depth);
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    if (isPretty) Break(output, depth);
                    output.Write([next]);
                    break;
                case (byte)',':
                    output.Write([next]);
                    if (isPretty) Break(output, depth);
                    else output.Write(" "u8);
                    break;
                case (byte)':':
                    output.Write(": "u8);
                    break;
                default:
                    output.Write([next]);
                    break;
            }
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Break(ArrayBufferWriter<byte> output, int depth)
    {
        output.Write("\r\n"u8);
        for (int i = 0; i < depth; i++) output.Write("    "u8);
    }

    /// <summary>Copies a string; letters that are not ASCII become escapes.</summary>
    private static void WriteString(ref ReadOnlySpan<byte> compact, ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        compact = compact[1..];
        while (compact[0] != '"')
        {
            if (compact[0] == '\\')
            {
                output.Write(compact[..2]);
                compact = compact[2..];
            }
            else if (compact[0] < 0x7f)
            {
                int plain = compact.IndexOfAnyExceptInRange<byte>(0x20, 0x7e);
                plain = plain < 0 ? compact.Length : plain;
                int special = compact[..plain].IndexOfAny((byte)'"', (byte)'\\');
                if (special >= 0) plain = special;
                output.Write(compact[..plain]);
                compact = compact[plain..];
            }
            else
            {
                Rune.DecodeFromUtf8(compact, out Rune rune, out int length);
                foreach (char unit in rune.ToString()) output.Write(Encoding.ASCII.GetBytes($"\\u{(int)unit:X4}"));
                compact = compact[length..];
            }
        }

        output.Write("\""u8);
        compact = compact[1..];
    }
}
