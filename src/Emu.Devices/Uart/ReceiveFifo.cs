namespace Emu.Devices.Uart;

/// <summary>The 16 characters that a 16550 receives ahead, each with the line errors that came with it.</summary>
internal sealed class ReceiveFifo
{
    /// <summary>Characters that fit.</summary>
    public const int Capacity = 16;

    private readonly (byte Character, LineStatus Errors)[] entries = new (byte, LineStatus)[Capacity];
    private int first;

    public int Count { get; private set; }

    /// <summary>Errors of the character that is read next.</summary>
    public LineStatus FirstErrors => Count == 0 ? LineStatus.None : entries[first].Errors;

    /// <summary>True when any character came with an error (LSR bit 7).</summary>
    public bool HasErrors
    {
        get
        {
            for (int i = 0; i < Count; i++)
                if (entries[(first + i) % Capacity].Errors != 0) return true;
            return false;
        }
    }

    /// <summary>Adds a character; there must be room.</summary>
    public void Add(byte character, LineStatus errors) => entries[(first + Count++) % Capacity] = (character, errors);

    /// <summary>Takes the oldest character; there must be one.</summary>
    public byte Take()
    {
        byte character = entries[first].Character;
        first = (first + 1) % Capacity;
        Count--;
        return character;
    }

    /// <summary>Reading LSR reports an error once.</summary>
    public void ClearFirstErrors()
    {
        if (Count != 0) entries[first].Errors = LineStatus.None;
    }

    public void Clear() => Count = 0;
}
