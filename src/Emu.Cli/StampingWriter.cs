using System.Text;

namespace Emu.Cli;

/// <summary>Puts the time and the guest's name in front of each line: <c>-msg timestamp=on,guest-name=on</c>.</summary>
/// <param name="inner">Takes the lines.</param>
/// <param name="hasTime">The time comes first.</param>
/// <param name="guest">The name, or null.</param>
internal sealed class StampingWriter(TextWriter inner, bool hasTime, string? guest) : TextWriter
{
    private bool isAtLineStart = true;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (isAtLineStart) inner.Write(Stamp());
        isAtLineStart = value == '\n';
        inner.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        string stamped = value[..^1].Replace("\n", $"\n{Stamp()}", StringComparison.Ordinal) + value[^1];
        inner.Write(isAtLineStart ? Stamp() + stamped : stamped);
        isAtLineStart = value[^1] == '\n';
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write($"{value}\n");

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    private string Stamp() =>
        (hasTime ? $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.ffffffZ} " : "") + (guest is null ? "" : $"{guest} ");
}
