using Emu.Core.Logging;

namespace Emu.Engine.Tests.Inspection;

/// <summary>The log for one test. There is one in a process, so such tests run apart from all others.</summary>
internal sealed class LoneLog : IDisposable
{
    public const string Collection = "log";

    private readonly StringWriter writer = new();

    public LoneLog(LogItems items) => Log.Configure(items, writer);

    public string Text => writer.ToString();

    public void Dispose()
    {
        Log.Close();
        writer.Dispose();
    }
}
