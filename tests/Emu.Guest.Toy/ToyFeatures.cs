namespace Emu.Guest.Toy;

/// <summary>What a toy CPU may have besides its basic instructions.</summary>
[Flags]
public enum ToyFeatures
{
    None = 0,

    /// <summary>The vector registers.</summary>
    Vectors = 1,
}
