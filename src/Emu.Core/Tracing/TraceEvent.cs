namespace Emu.Core.Tracing;

/// <summary>
/// Something that happens in a machine and that a user may want to see each time: its name, and the names of what it tells.
/// <see cref="TraceEvents"/> declares all of them.
/// </summary>
public abstract class TraceEvent
{
    /// <summary>The events that have been made, which <see cref="TraceEvents"/> does on one thread.</summary>
    internal static readonly List<TraceEvent> Declared = [];

    private readonly (string Name, bool IsHexadecimal)[] parameters;
    private volatile bool isEnabled;

    /// <param name="name">Its name, which never changes once it is there.</param>
    /// <param name="parameters">Names of what it tells; those that end in <c>:x</c> are hexadecimal.</param>
    private protected TraceEvent(string name, params string[] parameters)
    {
        Name = name;
        this.parameters = [.. parameters.Select(each =>
            each.EndsWith(":x", StringComparison.Ordinal) ? (each[..^2], true) : (each, false))];
        Declared.Add(this);
    }

    /// <summary>Its name, as users write it.</summary>
    public string Name { get; }

    /// <summary>The names of what it tells, in order.</summary>
    public IEnumerable<string> Parameters => parameters.Select(each => each.Name);

    /// <summary>Lines are written when it happens. Any thread.</summary>
    public bool IsEnabled
    {
        get => isEnabled;
        internal set => isEnabled = value;
    }

    /// <summary>Writes a line if the event is enabled.</summary>
    private protected void WriteLine(ReadOnlySpan<TraceValue> values)
    {
        if (isEnabled) EventTrace.Write(Name, parameters, values);
    }
}

/// <summary>An event that tells one thing.</summary>
/// <param name="name">Its name.</param>
/// <param name="first">What it tells.</param>
public sealed class TraceEvent1(string name, string first) : TraceEvent(name, first)
{
    /// <summary>Says that it has happened. Ask <see cref="EventTrace.IsOn"/> before. Any thread.</summary>
    public void Write(TraceValue first) => WriteLine([first]);
}

/// <summary>An event that tells two things.</summary>
/// <param name="name">Its name.</param>
/// <param name="first">What it tells.</param>
/// <param name="second">The second.</param>
public sealed class TraceEvent2(string name, string first, string second) : TraceEvent(name, first, second)
{
    /// <summary>Says that it has happened. Ask <see cref="EventTrace.IsOn"/> before. Any thread.</summary>
    public void Write(TraceValue first, TraceValue second) => WriteLine([first, second]);
}

/// <summary>An event that tells three things.</summary>
/// <param name="name">Its name.</param>
/// <param name="first">What it tells.</param>
/// <param name="second">The second.</param>
/// <param name="third">The third.</param>
public sealed class TraceEvent3(string name, string first, string second, string third) : TraceEvent(name, first, second, third)
{
    /// <summary>Says that it has happened. Ask <see cref="EventTrace.IsOn"/> before. Any thread.</summary>
    public void Write(TraceValue first, TraceValue second, TraceValue third) => WriteLine([first, second, third]);
}

/// <summary>An event that tells four things.</summary>
/// <param name="name">Its name.</param>
/// <param name="first">What it tells.</param>
/// <param name="second">The second.</param>
/// <param name="third">The third.</param>
/// <param name="fourth">The fourth.</param>
public sealed class TraceEvent4(string name, string first, string second, string third, string fourth)
    : TraceEvent(name, first, second, third, fourth)
{
    /// <summary>Says that it has happened. Ask <see cref="EventTrace.IsOn"/> before. Any thread.</summary>
    public void Write(TraceValue first, TraceValue second, TraceValue third, TraceValue fourth) =>
        WriteLine([first, second, third, fourth]);
}

/// <summary>An event that tells five things.</summary>
/// <param name="name">Its name.</param>
/// <param name="first">What it tells.</param>
/// <param name="second">The second.</param>
/// <param name="third">The third.</param>
/// <param name="fourth">The fourth.</param>
/// <param name="fifth">The fifth.</param>
public sealed class TraceEvent5(string name, string first, string second, string third, string fourth, string fifth)
    : TraceEvent(name, first, second, third, fourth, fifth)
{
    /// <summary>Says that it has happened. Ask <see cref="EventTrace.IsOn"/> before. Any thread.</summary>
    public void Write(TraceValue first, TraceValue second, TraceValue third, TraceValue fourth, TraceValue fifth) =>
        WriteLine([first, second, third, fourth, fifth]);
}
