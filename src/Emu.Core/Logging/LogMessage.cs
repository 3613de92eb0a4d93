using System.Runtime.CompilerServices;

namespace Emu.Core.Logging;

/// <summary>
/// An interpolated message that is built only when its item is logged, so that saying something costs a test otherwise.
/// </summary>
[InterpolatedStringHandler]
public ref struct LogMessage
{
    private DefaultInterpolatedStringHandler text;

    public LogMessage(int literalLength, int formattedCount, LogItems item, out bool isEnabled)
    {
        isEnabled = Log.IsEnabled(item);
        text = isEnabled ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => text.AppendFormatted(value, format);

    internal string ToStringAndClear() => text.ToStringAndClear();
}
