using Emu.Host;

namespace Emu.Block;

/// <summary>
/// An image cannot be opened, read or written. The message names what is wrong in QEMU's words, without the image's
/// name: whoever opened the image puts that in front.
/// </summary>
public sealed class BlockException : Exception
{
    /// <param name="error">The kind of failure.</param>
    /// <param name="message">One line, or two where QEMU prints a hint on a second one.</param>
    /// <param name="inner">What caused it.</param>
    public BlockException(BlockError error, string message, Exception? inner = null)
        : base(message, inner)
    {
        Error = error;
    }

    /// <summary>The kind of failure.</summary>
    public BlockError Error { get; }

    /// <summary>The host's error number, which a guest's request is completed with; 0 when no call of the host
    /// failed.</summary>
    public int HostNumber { get; private init; }

    /// <summary>True when the medium is full (<c>ENOSPC</c>), after which a request can be tried again.</summary>
    public bool IsOutOfSpace => HostNumber == 28;

    /// <summary>True when the host lets a file only be read (<c>EPERM</c>, <c>EACCES</c>, <c>EROFS</c>).</summary>
    public bool IsOfWriting => HostNumber is 1 or 13 or 30;

    /// <summary>Throws if the host reported an error.</summary>
    /// <param name="error">What a call of the host returned.</param>
    /// <exception cref="BlockException">It is an error.</exception>
    public static void ThrowIf(HostError error)
    {
        if (error.Number != 0) throw OfHost(error);
    }

    /// <summary>The exception for an error of the host.</summary>
    public static BlockException OfHost(HostError error) =>
        new(BlockError.Host, error.ToString()) { HostNumber = error.Number };

    internal static BlockException Corrupt(string message) => new(BlockError.Corrupt, message);
}
