namespace Emu.CacheFormat.SavedState;

/// <summary>Why a saved machine cannot be used.</summary>
public enum StateFault
{
    /// <summary>It does not begin as one.</summary>
    ForeignFormat,

    /// <summary>A later version of the format.</summary>
    LaterVersion,

    /// <summary>It ends before what its header says.</summary>
    Truncated,

    /// <summary>A checksum does not hold, or its parts contradict each other.</summary>
    Damaged,

    /// <summary>It is of another machine than the one that is to take it.</summary>
    OtherMachine,
}
