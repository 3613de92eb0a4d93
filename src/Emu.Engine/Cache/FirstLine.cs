namespace Emu.Engine.Cache;

/// <summary>Passes the first of some lines on: one fault of a cache often leads to others, and its user wants to know of it
/// once. Any thread may call.</summary>
internal sealed class FirstLine(Action<string> warn)
{
    private int said;

    /// <summary>Takes a line.</summary>
    public void Say(string line)
    {
        if (Interlocked.Exchange(ref said, 1) == 0) warn(line);
    }
}
