using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Net;

/// <summary>
/// <c>-object filter-dump,id=,netdev=,file=,maxlen=</c>: writes each frame of a netdev to a file in the pcap format, which
/// tcpdump and Wireshark read. A frame with work left to do stands there as it crossed the link: large, its checksum
/// open.
/// </summary>
public sealed class FilterDump : INetFilter, IDisposable
{
    /// <summary>Bytes that are kept of a frame when the user says nothing.</summary>
    public const int DefaultLength = 65536;

    private const int FileHeaderLength = 24, RecordHeaderLength = 16, BufferLength = 1 << 17;

    private readonly int mostLength;
    private readonly NetDirection direction;
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferLength);
    private FileStream? file;
    private int used;

    /// <summary>Makes the file, or empties it.</summary>
    /// <param name="path">Where.</param>
    /// <param name="mostLength">Bytes that are kept of a frame.</param>
    /// <param name="direction">Which frames.</param>
    /// <exception cref="NetException">The file cannot be made.</exception>
    public FilterDump(string path, int mostLength = DefaultLength, NetDirection direction = NetDirection.All)
    {
        if (mostLength is < 1 or > NetFrame.MostLength)
            throw new NetException(
                NetError.BadValue, $"filter-dump: maxlen={mostLength} is not between 1 and {NetFrame.MostLength}");
        this.mostLength = mostLength;
        this.direction = direction;
        try
        {
            file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NetException(NetError.HostRefused, $"filter-dump: cannot write '{path}': {e.Message}");
        }

        WriteFileHeader();
    }

    /// <inheritdoc/>
    public void Offered(in NetFrame frame, bool isSent)
    {
        Flush();
        // What a netdev sends is what the guest receives.
        if (file is null || (direction & (isSent ? NetDirection.Receive : NetDirection.Transmit)) == 0) return;
        int kept = Math.Min(frame.Length, mostLength);
        long microseconds = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        Span<byte> record = buffer;
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(microseconds / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(microseconds % 1_000_000));
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], kept);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], frame.Length);
        frame.CopyTo(0, record.Slice(RecordHeaderLength, kept));
        used = RecordHeaderLength + kept;
    }

    /// <inheritdoc/>
    public void Settled(bool isTaken)
    {
        if (!isTaken) used = 0;
        // A person looks at the file while the guest hangs: it is complete after each frame.
        Flush();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        file?.Dispose();
        file = null;
    }

    private void WriteFileHeader()
    {
        const uint Magic = 0xa1b2_c3d4, Ethernet = 1;
        Span<byte> header = buffer.AsSpan(0, FileHeaderLength);
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], mostLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], Ethernet);
        used = FileHeaderLength;
        Flush();
    }

    /// <summary>A full disk ends the dump, not the machine; one line says so.</summary>
    private void Flush()
    {
        if (used == 0) return;
        try
        {
            file?.Write(buffer, 0, used);
        }
        catch (IOException e)
        {
            StandardError.WriteLine($"filter-dump: the dump ends here: {e.Message}");
            Dispose();
        }

        used = 0;
    }
}
