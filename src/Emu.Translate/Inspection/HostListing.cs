using System.Text;
using Iced.Intel;
using Decoder = Iced.Intel.Decoder;

namespace Emu.Translate.Inspection;

/// <summary>Host machine code as text: an instruction a line, addresses counted from the code's entry.</summary>
internal static class HostListing
{
    private const int MostBytes = 15, BytesShown = 10, ConstantsInLine = 16;

    /// <param name="code">Instructions, then constants.</param>
    /// <param name="textLength">How many bytes of it are instructions.</param>
    /// <param name="text">Takes the lines.</param>
    public static void Append(ReadOnlySpan<byte> code, int textLength, StringBuilder text)
    {
        AppendInstructions(code[..textLength].ToArray(), text);
        for (int at = textLength; at < code.Length; at += ConstantsInLine)
        {
            ReadOnlySpan<byte> constants = code[at..Math.Min(at + ConstantsInLine, code.Length)];
            text.Append($"0x{at:x4}:  .byte {Convert.ToHexStringLower(constants)}\n");
        }
    }

    private static void AppendInstructions(byte[] code, StringBuilder text)
    {
        Decoder decoder = Decoder.Create(64, code);
        IntelFormatter formatter = new();
        formatter.Options.HexPrefix = "0x";
        formatter.Options.HexSuffix = null;
        formatter.Options.UppercaseHex = false;
        formatter.Options.BranchLeadingZeros = false;
        formatter.Options.SpaceAfterOperandSeparator = true;
        StringOutput line = new();
        while (decoder.IP < (ulong)code.Length)
        {
            int at = (int)decoder.IP;
            decoder.Decode(out Instruction instruction);
            formatter.Format(instruction, line);
            string bytes = Convert.ToHexStringLower(code.AsSpan(at, Math.Min(instruction.Length, MostBytes)));
            text.Append($"0x{at:x4}:  {bytes.PadRight(2 * BytesShown)}  {line.ToStringAndReset()}\n");
        }
    }
}
