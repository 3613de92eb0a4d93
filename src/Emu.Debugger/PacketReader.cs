using System.Globalization;

namespace Emu.Debugger;

/// <summary>Takes packets out of what GDB sends (GDB manual, E.1): <c>$content#checksum</c>, where a <c>}</c> escapes the byte
/// behind it. What is not of a packet is passed over, but for the byte that stops the target.</summary>
/// <param name="taken">Takes a packet's content, without its escapes, that is valid until it returns.</param>
/// <param name="damaged">Told of a packet whose checksum is wrong, or that is too long.</param>
/// <param name="refused">Told that the debugger has got the last packet damaged.</param>
/// <param name="interrupted">Told of the byte that stops the target, ETX.</param>
internal sealed class PacketReader(PacketReader.ReadOnlyAction taken, Action damaged, Action refused, Action interrupted)
{
    /// <summary>Most bytes of a packet's content.</summary>
    public const int MostContent = 1 << 14;

    private const byte Interrupt = 3, EscapeFlip = 0x20;

    private readonly byte[] content = new byte[MostContent];
    private readonly byte[] checksum = new byte[2];
    private int length, checksumLength;
    private byte sum;
    private bool isEscaped, isTooLong;
    private Place place;

    private enum Place
    {
        Outside,
        Content,
        Checksum,
    }

    /// <summary>Takes bytes as they come.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        foreach (byte each in bytes) Read(each);
    }

    /// <summary>Forgets a packet that has not come whole.</summary>
    public void Reset() => place = Place.Outside;

    private void Read(byte each)
    {
        switch (place)
        {
            case Place.Outside when each == Interrupt:
                interrupted();
                break;
            case Place.Outside when each == '-':
                refused();
                break;
            case Place.Outside when each == '$':
                Begin();
                break;
            case Place.Content when each == '$':
                // The rest of the packet before was lost.
                Begin();
                break;
            case Place.Content when each == '#':
                place = Place.Checksum;
                break;
            case Place.Content:
                Add(each);
                break;
            case Place.Checksum:
                checksum[checksumLength++] = each;
                if (checksumLength == checksum.Length) End();
                break;
        }
    }

    private void Begin()
    {
        place = Place.Content;
        length = checksumLength = sum = 0;
        isEscaped = isTooLong = false;
    }

    private void Add(byte each)
    {
        sum += each;
        if (each == '}' && !isEscaped)
        {
            isEscaped = true;
            return;
        }

        if (length == content.Length) isTooLong = true;
        else content[length++] = isEscaped ? (byte)(each ^ EscapeFlip) : each;
        isEscaped = false;
    }

    private void End()
    {
        place = Place.Outside;
        bool isSound = byte.TryParse(checksum, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte said)
            && said == sum && !isTooLong && !isEscaped;
        if (isSound) taken(content.AsSpan(0, length));
        else damaged();
    }

    /// <summary>Takes bytes that are valid until it returns.</summary>
    internal delegate void ReadOnlyAction(ReadOnlySpan<byte> bytes);
}
