using System.Text;
using Emu.Testing;

namespace Emu.Guests.Tests.Sequences;

/// <summary>What <see cref="SequenceMonitor"/> printed, cut into sequences and put into words.</summary>
internal static class SequenceDump
{
    /// <summary>One block of lines a sequence.</summary>
    public static string[] Split(string output) =>
        [.. output.Replace("\r", "", StringComparison.Ordinal).Split('!').Skip(1).Select(block => block.TrimEnd())];

    /// <summary>The first differences between two runs of the same cases, for the message of a failing test; empty if there are none.</summary>
    public static string Differences(IReadOnlyList<CpuCase> cases, string actual, string expected)
    {
        const int Shown = 5;
        string[] actualBlocks = Split(actual);
        string[] expectedBlocks = Split(expected);
        StringBuilder text = new();
        if (actualBlocks.Length != cases.Count || expectedBlocks.Length != cases.Count)
            text.AppendLine($"{cases.Count} sequences: {actualBlocks.Length} reported, the oracle {expectedBlocks.Length}");
        int shown = 0;
        for (int i = 0; i < Math.Min(actualBlocks.Length, expectedBlocks.Length); i++)
        {
            if (actualBlocks[i] == expectedBlocks[i])
                continue;
            if (++shown > Shown)
                continue;
            text.AppendLine($"sequence {i}: {cases[i]}");
            text.AppendLine($"  memory={Convert.ToHexString(cases[i].Memory)}");
            foreach (string line in Read(actualBlocks[i]).Except(Read(expectedBlocks[i])))
                text.AppendLine($"  ours:   {line}");
            foreach (string line in Read(expectedBlocks[i]).Except(Read(actualBlocks[i])))
                text.AppendLine($"  oracle: {line}");
        }

        return shown > Shown ? text.AppendLine($"{shown} of {cases.Count} sequences differ").ToString() : text.ToString();
    }

    /// <summary>The lines of a block with the names of what they tell about.</summary>
    private static IEnumerable<string> Read(string block)
    {
        string[] lines = block.Split('\n');
        string[] trap = lines[0].Trim().Split(' ');
        yield return trap.Length == 3 ? $"mcause={trap[0]} mepc={trap[1]} mtval={trap[2]}" : $"mcause={lines[0].Trim()}: loops for ever";
        foreach (string line in lines.Skip(1))
        {
            string[] words = line.Trim().Split(' ');
            yield return words.Length == 2 ? $"{NameOf(Convert.ToInt32(words[0], 16))}={words[1]}" : line;
        }
    }

    private static string NameOf(int index) => index switch
    {
        < 31 => $"x{index + 1}",
        < 63 => $"f{index - 31}",
        63 => "fcsr",
        _ => $"memory[{(index - 64) * 8}]",
    };
}
