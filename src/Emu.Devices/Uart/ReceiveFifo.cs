using Emu.Model;
using Emu.Model.State;

namespace Emu.Devices.Uart;

/// <summary>The 16 characters that a 16550 receives ahead, each with the line errors that came with it.</summary>
internal sealed partial class ReceiveFifo : IStateListener
{
    /// <summary>Characters that fit.</summary>
    public const int Capacity = 16;

    [State]
    private readonly byte[] characters = new byte[Capacity];
    [State]
    private readonly LineStatus[] errors = new LineStatus[Capacity];
    [State]
    private int first;

    [State]
    public int Count { get; private set; }

    /// <inheritdoc/>
    public void StateLoaded()
    {
        if (first is < 0 or >= Capacity || Count is < 0 or > Capacity)
            throw new StateException($"{Count} characters from place {first} of {Capacity}");
    }

    /// <summary>Errors of the character that is read next.</summary>
    public LineStatus FirstErrors => Count == 0 ? LineStatus.None : errors[first];

    /// <summary>True when any character came with an error (LSR bit 7).</summary>
    public bool HasErrors
    {
        get
        {
            for (int i = 0; i < Count; i++)
                if (errors[(first + i) % Capacity] != 0) return true;
            return false;
        }
    }

    /// <summary>Adds a character; there must be room.</summary>
    public void Add(byte character, LineStatus withErrors)
    {
        int last = (first + Count++) % Capacity;
        characters[last] = character;
        errors[last] = withErrors;
    }

    /// <summary>Takes the oldest character; there must be one.</summary>
    public byte Take()
    {
        byte character = characters[first];
        first = (first + 1) % Capacity;
        Count--;
        return character;
    }

    /// <summary>Reading LSR reports an error once.</summary>
    public void ClearFirstErrors()
    {
        if (Count != 0) errors[first] = LineStatus.None;
    }

    public void Clear() => Count = 0;
}
