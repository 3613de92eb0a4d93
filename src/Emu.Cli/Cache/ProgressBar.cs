using System.Diagnostics;
using System.Globalization;

namespace Emu.Cli.Cache;

/// <summary>A bar on standard error while something takes long, gone when it is done; nothing at all when standard
/// error is no terminal. Any thread may report.</summary>
internal sealed class ProgressBar : IProgress<double>, IDisposable
{
    private const int Width = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly TextWriter? output;
    private readonly string label;
    private long lastDrawn;
    private bool isDrawn;

    /// <param name="label">What is being done.</param>
    /// <param name="output">The terminal; null for none.</param>
    public ProgressBar(string label, TextWriter? output)
    {
        this.label = label;
        this.output = output;
    }

    /// <summary>A bar on standard error, if that is a terminal.</summary>
    public static ProgressBar OnTerminal(string label) => new(label, Console.IsErrorRedirected ? null : Console.Error);

    /// <inheritdoc/>
    public void Report(double value)
    {
        if (output is null) return;
        lock (gate)
        {
            if (isDrawn && value < 1 && Stopwatch.GetElapsedTime(lastDrawn) < Pause) return;
            lastDrawn = Stopwatch.GetTimestamp();
            isDrawn = true;
            int filled = (int)(Math.Clamp(value, 0, 1) * Width);
            string percent = (100 * value).ToString("F0", CultureInfo.InvariantCulture);
            output.Write($"\r{label} [{new string('#', filled)}{new string('.', Width - filled)}] {percent,3} %");
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (isDrawn) output!.Write("\r" + new string(' ', label.Length + Width + "  [] 100 %".Length) + "\r");
    }
}
