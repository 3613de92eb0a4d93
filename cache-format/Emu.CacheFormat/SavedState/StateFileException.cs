namespace Emu.CacheFormat.SavedState;

/// <summary>A saved machine cannot be used. The message is one line that names it and the cause.</summary>
/// <param name="fault">The cause.</param>
/// <param name="source">What was read.</param>
/// <param name="detail">The value found.</param>
public sealed class StateFileException(StateFault fault, string source, string detail = "")
    : Exception(Describe(fault, source, detail))
{
    /// <summary>The cause.</summary>
    public StateFault Fault { get; } = fault;

    private static string Describe(StateFault fault, string source, string detail) => fault switch
    {
        StateFault.ForeignFormat => $"'{source}' is not a saved machine",
        StateFault.LaterVersion => $"saved machine '{source}' has format version {detail}, and {StateLayout.Version} is the latest that is read",
        StateFault.Truncated => $"saved machine '{source}' is shorter than it says",
        StateFault.Damaged => $"saved machine '{source}' is damaged: {detail}",
        _ => $"saved machine '{source}' is of another machine: {detail}",
    };
}
