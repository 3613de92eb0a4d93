using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Net.User;

/// <summary>TFTP (RFC 1350) with block and transfer sizes (RFC 2347 to 2349): the files of one directory, to be read. Nothing
/// outside the directory can be named, not even by a link.</summary>
internal sealed class TftpServer(UserNetwork network, string folder)
{
    private const int MostTransfers = 16, DefaultBlock = 512, LeastBlock = 8, MostBlock = 1428, MostName = 512;
    private const ushort ReadRequest = 1, WriteRequest = 2, Data = 3, Acknowledge = 4, ErrorType = 5,
        OptionsAcknowledge = 6;

    private const ushort NotFound = 1, AccessViolation = 2, IllegalOperation = 4;
    private const ulong Life = 30_000_000_000;

    private readonly Dictionary<HostEndpoint, Transfer> transfers = [];
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(MostBlock + 600, pinned: true);

    public int Count => transfers.Count;

    public void Receive(HostEndpoint client, HostEndpoint server, ReadOnlySpan<byte> message)
    {
        if (message.Length < 4) return;
        ushort operation = BinaryPrimitives.ReadUInt16BigEndian(message);
        transfers.TryGetValue(client, out Transfer? transfer);
        switch (operation)
        {
            case ReadRequest:
                if (transfer is not null) Remove(transfer);
                Begin(client, server, message[2..]);
                break;
            case WriteRequest:
                SendError(client, server, AccessViolation, "Files can be read only");
                break;
            case Acknowledge when transfer is not null:
                Continue(transfer, BinaryPrimitives.ReadUInt16BigEndian(message[2..]));
                break;
            case ErrorType when transfer is not null:
                Remove(transfer);
                break;
        }
    }

    /// <summary>Drops transfers whose client has gone.</summary>
    public void Expire()
    {
        ulong now = network.Loop.Clock.Nanoseconds;
        foreach (Transfer transfer in transfers.Values)
            if (now - transfer.LastUsed > Life) Remove(transfer);
    }

    /// <summary>Closes all files.</summary>
    public void Close()
    {
        foreach (Transfer transfer in transfers.Values) Remove(transfer);
    }

    private void Begin(HostEndpoint client, HostEndpoint server, ReadOnlySpan<byte> request)
    {
        if (!TryText(ref request, out string name) || !TryText(ref request, out string mode)) return;
        if (!mode.Equals("octet", StringComparison.OrdinalIgnoreCase))
        {
            SendError(client, server, IllegalOperation, "Only mode octet is supported");
            return;
        }

        SafeFileHandle? file = name.Length > MostName ? null : ConfinedFile.OpenForReading(folder, name, out _);
        if (file is null)
        {
            SendError(client, server, NotFound, "File not found");
            return;
        }

        if (transfers.Count >= MostTransfers) RemoveOldest();
        Transfer transfer = new(client, server, file, HostFile.StatusOf(file)?.Size ?? 0)
        {
            LastUsed = network.Loop.Clock.Nanoseconds,
        };
        transfers.Add(client, transfer);
        network.SetTimer();
        int length = WriteOptions(transfer, request);
        if (length > 2) Send(transfer, length);
        else Continue(transfer, 0);
    }

    /// <summary>Takes the options that are known, and says so.</summary>
    private int WriteOptions(Transfer transfer, ReadOnlySpan<byte> request)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer, OptionsAcknowledge);
        int length = 2;
        while (TryText(ref request, out string option) && TryText(ref request, out string value) && length < 200)
        {
            if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) continue;
            if (option.Equals("blksize", StringComparison.OrdinalIgnoreCase) && number >= LeastBlock)
                transfer.BlockSize = (int)(number = Math.Min(number, MostBlock));
            else if (option.Equals("tsize", StringComparison.OrdinalIgnoreCase)) number = transfer.Length;
            else continue;
            string text = string.Create(CultureInfo.InvariantCulture, $"{option}\0{number}\0");
            length += Encoding.ASCII.GetBytes(text, buffer.AsSpan(length));
        }

        return length;
    }

    /// <summary>Sends the block behind the one that the client has; one that it has had before is not sent again for an
    /// acknowledgement that comes late.</summary>
    private void Continue(Transfer transfer, ushort acknowledged)
    {
        transfer.LastUsed = network.Loop.Clock.Nanoseconds;
        if (acknowledged == (ushort)transfer.Block && transfer.IsBlockSent)
        {
            if (transfer.IsLast)
            {
                Remove(transfer);
                return;
            }

            transfer.Block++;
        }
        else if (transfer.IsBlockSent && acknowledged != (ushort)(transfer.Block - 1)) return;
        else if (!transfer.IsBlockSent && acknowledged != 0) return;

        if (!transfer.IsBlockSent) transfer.Block = 1;
        transfer.IsBlockSent = true;
        long offset = (transfer.Block - 1) * transfer.BlockSize;
        int wanted = (int)Math.Clamp(transfer.Length - offset, 0, transfer.BlockSize);
        int read = HostFile.Read(transfer.File, buffer.AsSpan(4, wanted), offset);
        if (read < 0)
        {
            SendError(transfer.Client, transfer.Server, AccessViolation, "The file cannot be read");
            Remove(transfer);
            return;
        }

        transfer.IsLast = read < transfer.BlockSize;
        BinaryPrimitives.WriteUInt16BigEndian(buffer, Data);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), (ushort)transfer.Block);
        Send(transfer, read + 4);
    }

    private static bool TryText(ref ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        int end = bytes.IndexOf((byte)0);
        if (end < 0) return false;
        text = Encoding.UTF8.GetString(bytes[..end]);
        bytes = bytes[(end + 1)..];
        return true;
    }

    private void Send(Transfer transfer, int length)
    {
        Span<IoSegment> piece = [HostSegments.Of(buffer, 0, length)];
        network.Udp.Send(transfer.Server, transfer.Client, piece, length);
    }

    private void SendError(HostEndpoint client, HostEndpoint server, ushort code, string text)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer, ErrorType);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), code);
        int length = 4 + Encoding.ASCII.GetBytes(text, buffer.AsSpan(4));
        buffer[length++] = 0;
        Span<IoSegment> piece = [HostSegments.Of(buffer, 0, length)];
        network.Udp.Send(server, client, piece, length);
    }

    private void RemoveOldest()
    {
        Transfer? oldest = null;
        foreach (Transfer transfer in transfers.Values)
            if (oldest is null || transfer.LastUsed < oldest.LastUsed) oldest = transfer;
        if (oldest is not null) Remove(oldest);
    }

    private void Remove(Transfer transfer)
    {
        transfers.Remove(transfer.Client);
        transfer.File.Dispose();
    }

    private sealed class Transfer(HostEndpoint client, HostEndpoint server, SafeFileHandle file, long length)
    {
        public HostEndpoint Client => client;

        public HostEndpoint Server => server;

        public SafeFileHandle File => file;

        public long Length => length;

        public int BlockSize { get; set; } = DefaultBlock;

        /// <summary>The block that was sent last, from 1 on; its number on the wire wraps.</summary>
        public long Block { get; set; }

        public bool IsBlockSent { get; set; }

        public bool IsLast { get; set; }

        public ulong LastUsed { get; set; }
    }
}
