namespace Emu.Monitor.Json;

/// <summary>What a token of a monitor's input is.</summary>
internal enum JsonTokenKind
{
    /// <summary>One of <c>{ } [ ] , :</c>.</summary>
    Punctuation,

    /// <summary>A string with its quotes, of either kind; what stands between them is not checked yet.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Small letters, which may be a keyword.</summary>
    Word,
}
