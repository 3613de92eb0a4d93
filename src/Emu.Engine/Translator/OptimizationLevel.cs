namespace Emu.Engine.Translator;

/// <summary>How much time a translation may take. Kept in cache files: the numbers are permanent.</summary>
public enum OptimizationLevel
{
    /// <summary>While the guest waits: the cheap passes.</summary>
    Fast = 1,

    /// <summary>Ahead of time (<c>emu cache build</c>, <c>optimize</c>): everything that pays.</summary>
    Full = 2,
}
