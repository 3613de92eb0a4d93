namespace Emu.Net;

/// <summary>A network backend that the user asked for cannot be had. The message is one line for standard error.</summary>
/// <param name="error">The cause.</param>
/// <param name="message">The line.</param>
public sealed class NetException(NetError error, string message) : Exception(message)
{
    /// <summary>The cause.</summary>
    public NetError Error { get; } = error;
}
