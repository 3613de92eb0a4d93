namespace Emu.Chardev;

/// <summary>Takes all output and has no input.</summary>
public sealed class NullBackend : ICharacterBackend
{
    /// <inheritdoc/>
    public string FileName => "null";

    public void Attach(ICharacterFrontEnd frontEnd)
    {
        // There is never anything to tell it.
    }

    public int Write(ReadOnlySpan<byte> bytes) => bytes.Length;

    public void ResumeInput()
    {
        // There is no input.
    }

    public void Flush()
    {
        // Nothing is kept.
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
