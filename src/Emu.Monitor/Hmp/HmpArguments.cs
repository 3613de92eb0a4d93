using System.Text;

namespace Emu.Monitor.Hmp;

/// <summary>What follows a command's name on its line, read from left to right.</summary>
/// <param name="command">The name as it was typed, for messages.</param>
/// <param name="text">The rest of the line.</param>
internal sealed class HmpArguments(string command, string text)
{
    private int at;

    /// <summary>The command's name as it was typed.</summary>
    public string Command => command;

    /// <summary>True behind the last one.</summary>
    public bool IsAtEnd
    {
        get
        {
            SkipSpace();
            return at == text.Length;
        }
    }

    /// <summary>Takes a format behind a slash, as <c>/4xw</c>; empty when there is none.</summary>
    public string TakeFormat()
    {
        SkipSpace();
        if (at == text.Length || text[at] != '/') return "";
        int start = ++at;
        while (at < text.Length && text[at] != ' ') at++;
        return text[start..at];
    }

    /// <summary>Takes a switch, as <c>-a</c>; false when the next word is another.</summary>
    public bool TakeSwitch(char letter)
    {
        SkipSpace();
        if (!text.AsSpan(at).StartsWith($"-{letter}") || (at + 2 < text.Length && text[at + 2] != ' ')) return false;
        at += 2;
        return true;
    }

    /// <summary>Takes a word, or a text in quotes; null behind the last one.</summary>
    public string? TakeOptionalWord()
    {
        SkipSpace();
        if (at == text.Length) return null;
        StringBuilder word = new();
        if (text[at] != '"')
        {
            while (at < text.Length && text[at] != ' ') word.Append(text[at++]);
            return word.ToString();
        }

        at++;
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            word.Append(text[at++]);
        }

        if (at == text.Length) throw new HmpUsageException("unterminated string");
        at++;
        return word.ToString();
    }

    /// <summary>Takes a word.</summary>
    /// <param name="expected">What it is, when QEMU has another word than string.</param>
    public string TakeWord(string expected = "string") =>
        TakeOptionalWord() ?? throw new HmpUsageException($"{command}: {expected} expected");

    /// <summary>Takes all that is left.</summary>
    public string TakeRest()
    {
        SkipSpace();
        string rest = text[at..].TrimEnd();
        at = text.Length;
        return rest;
    }

    /// <summary>Takes a number that is computed.</summary>
    public long TakeNumber(HmpExpression.RegisterReader registers)
    {
        SkipSpace();
        return HmpExpression.Read(text, ref at, registers);
    }

    /// <summary>Takes <c>on</c> or <c>off</c>.</summary>
    public bool TakeSwitchWord() => TakeWord("'on' or 'off'") switch
    {
        "on" => true,
        "off" => false,
        _ => throw new HmpUsageException($"{command}: 'on' or 'off' expected"),
    };

    /// <summary>Nothing more may follow.</summary>
    public void End()
    {
        if (!IsAtEnd) throw new HmpUsageException($"{command}: extraneous characters at the end of line");
    }

    private void SkipSpace()
    {
        while (at < text.Length && text[at] == ' ') at++;
    }
}

/// <summary>A line that cannot be understood; the command's help is pointed at.</summary>
internal sealed class HmpUsageException(string message) : Exception(message);
