namespace Emu.Block.Graph;

/// <summary>What becomes of writes whose bytes are all zero: <c>detect-zeroes</c>.</summary>
public enum DetectZeroes
{
    /// <summary>They are written.</summary>
    Off,

    /// <summary>They become requests to clear.</summary>
    On,

    /// <summary>They become requests to clear that may give storage back.</summary>
    Unmap,
}
