using System.Text;

namespace Emu.Monitor.Hmp;

/// <summary>
/// One line that a user types on a terminal: cursor, deletion, history, completion. It takes bytes, and gives text for the
/// terminal. For one thread.
/// </summary>
/// <param name="print">Takes what the terminal shows.</param>
/// <param name="entered">Told of a line that is complete, without its end.</param>
/// <param name="complete">The words that begin with a text, for the last word of a line; takes the line up to the
/// cursor.</param>
internal sealed class LineEditor(Action<string> print, Action<string> entered, Func<string, IReadOnlyList<string>> complete)
{
    /// <summary>Letters of a line; further ones are not taken.</summary>
    internal const int MostLetters = 4095;

    private const int MostHistory = 64;

    private readonly StringBuilder line = new();
    private readonly List<string> history = [];
    private readonly List<byte> sequence = [];
    private int cursor, recalled;
    private string unfinished = "";

    /// <summary>What stands in front of the line.</summary>
    public string Prompt { get; set; } = "(qemu) ";

    /// <summary>The lines that were entered, the oldest first.</summary>
    public IReadOnlyList<string> History => history;

    /// <summary>Shows the prompt and what has been typed behind it.</summary>
    public void Show() => print(Prompt + line + Back(line.Length - cursor));

    /// <summary>Forgets what has been typed.</summary>
    public void Clear()
    {
        line.Clear();
        sequence.Clear();
        cursor = 0;
        recalled = history.Count;
    }

    /// <summary>Takes one byte of the terminal.</summary>
    public void Take(byte key)
    {
        if (sequence.Count != 0) TakeSequence(key);
        else if (key == 0x1b) sequence.Add(key);
        else if (key is >= 0x20 and not 0x7f) Insert((char)key);
        else TakeControl(key);
    }

    private void TakeControl(byte key)
    {
        switch (key)
        {
            case (byte)'\r' or (byte)'\n':
                Enter();
                break;
            case 0x08 or 0x7f:
                if (cursor != 0) Delete(cursor - 1, 1);
                break;
            case (byte)'\t':
                Complete();
                break;
            case 'A' - '@':
                MoveTo(0);
                break;
            case 'E' - '@':
                MoveTo(line.Length);
                break;
            case 'B' - '@':
                MoveTo(cursor - 1);
                break;
            case 'F' - '@':
                MoveTo(cursor + 1);
                break;
            case 'D' - '@':
                if (cursor < line.Length) Delete(cursor, 1);
                break;
            case 'K' - '@':
                Delete(cursor, line.Length - cursor);
                break;
            case 'U' - '@':
                Delete(0, cursor);
                break;
            case 'W' - '@':
                DeleteWord();
                break;
            case 'P' - '@':
                Recall(recalled - 1);
                break;
            case 'N' - '@':
                Recall(recalled + 1);
                break;
            case 'L' - '@':
                print("\x1b[H\x1b[2J");
                Show();
                break;
        }
    }

    /// <summary>The rest of what a terminal sends for a key without a letter.</summary>
    private void TakeSequence(byte key)
    {
        sequence.Add(key);
        if (sequence.Count == 2)
        {
            if (key is not ((byte)'[' or (byte)'O')) sequence.Clear();
            return;
        }

        // Digits and semicolons belong to the sequence; a letter or a tilde ends it.
        if (key is < 0x40 and >= 0x20 && sequence.Count < 16) return;
        byte first = sequence[2];
        sequence.Clear();
        switch (key == '~' ? first : key)
        {
            case (byte)'A':
                Recall(recalled - 1);
                break;
            case (byte)'B':
                Recall(recalled + 1);
                break;
            case (byte)'C':
                MoveTo(cursor + 1);
                break;
            case (byte)'D':
                MoveTo(cursor - 1);
                break;
            case (byte)'H' or (byte)'1':
                MoveTo(0);
                break;
            case (byte)'F' or (byte)'4':
                MoveTo(line.Length);
                break;
            case (byte)'3':
                if (cursor < line.Length) Delete(cursor, 1);
                break;
        }
    }

    private void Insert(char letter)
    {
        if (line.Length == MostLetters) return;
        line.Insert(cursor++, letter);
        string rest = line.ToString(cursor, line.Length - cursor);
        print(letter + rest + Back(rest.Length));
    }

    private void Delete(int start, int count)
    {
        if (count == 0) return;
        print(Back(cursor - start));
        line.Remove(start, count);
        cursor = start;
        string rest = line.ToString(cursor, line.Length - cursor);
        print(rest + "\x1b[K" + Back(rest.Length));
    }

    private void DeleteWord()
    {
        int start = cursor;
        while (start > 0 && line[start - 1] == ' ') start--;
        while (start > 0 && line[start - 1] != ' ') start--;
        Delete(start, cursor - start);
    }

    private void MoveTo(int place)
    {
        place = Math.Clamp(place, 0, line.Length);
        print(place < cursor ? Back(cursor - place) : line.ToString(cursor, place - cursor));
        cursor = place;
    }

    private void Enter()
    {
        string text = line.ToString();
        print("\n");
        if (text.Length != 0)
        {
            history.Remove(text);
            history.Add(text);
            if (history.Count > MostHistory) history.RemoveAt(0);
        }

        Clear();
        entered(text);
    }

    private void Recall(int number)
    {
        if (number < 0 || number > history.Count || number == recalled) return;
        if (recalled == history.Count) unfinished = line.ToString();
        recalled = number;
        Replace(number == history.Count ? unfinished : history[number]);
    }

    private void Replace(string text)
    {
        print(Back(cursor) + text + "\x1b[K");
        line.Clear().Append(text);
        cursor = line.Length;
    }

    private void Complete()
    {
        string before = line.ToString(0, cursor);
        IReadOnlyList<string> words = complete(before);
        if (words.Count == 0) return;
        int start = before.LastIndexOfAny([' ', ',']) + 1;
        string common = words.Aggregate(CommonStart);
        foreach (char letter in common[Math.Min(common.Length, cursor - start)..]) Insert(letter);
        if (words.Count == 1)
        {
            Insert(' ');
            return;
        }

        if (common.Length > before.Length - start) return;
        print("\n" + string.Join("  ", words.Order(StringComparer.Ordinal)) + "\n");
        Show();
    }

    private static string CommonStart(string left, string right)
    {
        int length = 0;
        while (length < left.Length && length < right.Length && left[length] == right[length]) length++;
        return left[..length];
    }

    private static string Back(int count) => new('\b', count);
}
