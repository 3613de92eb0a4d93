namespace Emu.Chardev;

/// <summary>What a <c>-serial</c> option asks for, as data: parsed first, opened when the machine is built.</summary>
/// <param name="Kind">Which backend.</param>
/// <param name="Text">The value as the user wrote it, for messages.</param>
/// <param name="Path">The file of <see cref="SerialKind.File"/>, else empty.</param>
/// <param name="IsMultiplexed">The escape key Ctrl-A works on it (<c>mon:</c>), and the terminal's signal keys go to
/// the guest.</param>
public sealed record SerialSpecification(SerialKind Kind, string Text, string Path = "", bool IsMultiplexed = false)
{
    /// <summary>The values that can be given, for help and messages.</summary>
    public const string Kinds = "stdio, mon:stdio, null, none, file:PATH, pty";

    private const string MultiplexPrefix = "mon:", FilePrefix = "file:";

    private static readonly string[] ElsewhereKinds =
        ["vc", "tcp", "udp", "telnet", "websocket", "unix", "pipe", "chardev", "COM", "msmouse", "braille", "/dev/"];

    /// <summary>Reads the value of a <c>-serial</c> option.</summary>
    /// <exception cref="ChardevException">It is none, or one that is not supported.</exception>
    public static SerialSpecification Parse(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        bool isMultiplexed = value.StartsWith(MultiplexPrefix, StringComparison.Ordinal);
        string device = isMultiplexed ? value[MultiplexPrefix.Length..] : value;
        if (device.StartsWith(FilePrefix, StringComparison.Ordinal))
        {
            if (device.Length == FilePrefix.Length) throw new ChardevException(ChardevError.PathMissing, value);
            return new SerialSpecification(SerialKind.File, value, device[FilePrefix.Length..], isMultiplexed);
        }

        int end = device.IndexOfAny([':', ',']);
        string name = end < 0 ? device : device[..end];
        SerialKind kind = name switch
        {
            "stdio" => SerialKind.Stdio,
            "null" => SerialKind.Null,
            "none" => SerialKind.None,
            "pty" => SerialKind.Pty,
            _ when ElsewhereKinds.Any(other => device.StartsWith(other, StringComparison.Ordinal)) =>
                throw new ChardevException(ChardevError.NotSupported, value),
            _ => throw new ChardevException(ChardevError.UnknownKind, value),
        };
        if (end >= 0) throw new ChardevException(ChardevError.UnexpectedParameter, value);
        if (isMultiplexed && kind == SerialKind.None) throw new ChardevException(ChardevError.UnknownKind, value);
        return new SerialSpecification(kind, value, IsMultiplexed: isMultiplexed);
    }
}
