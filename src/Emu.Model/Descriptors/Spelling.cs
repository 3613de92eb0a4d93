namespace Emu.Model.Descriptors;

/// <summary>Finds the word that a misspelt one may have meant.</summary>
public static class Spelling
{
    /// <summary>The word that differs least from a text, when that is by a letter or two; else null.</summary>
    public static string? Nearest(string text, IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(words);
        int allowed = text.Length < 4 ? 1 : 2;
        (string? best, int least) = (null, allowed + 1);
        foreach (string word in words)
        {
            if (Math.Abs(word.Length - text.Length) > allowed) continue;
            int distance = Distance(text, word);
            if (distance < least) (best, least) = (word, distance);
        }

        return best;
    }

    /// <summary>Letters that are to be inserted, removed or replaced (Levenshtein's distance).</summary>
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
