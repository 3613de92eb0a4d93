using System.Buffers.Binary;

namespace Emu.Linux.Tests.Loading;

/// <summary>An ELF file whose every header field a test may spoil.</summary>
internal sealed class ElfDraft
{
    public const int HeadersOffset = 64, HeaderSize = 56;

    private readonly List<ulong[]> headers = [];

    public ushort Type { get; init; } = 2;

    public ulong Entry { get; init; } = 0x1_0100;

    /// <summary>Bytes of the file; at each place a byte that tells it from its neighbours.</summary>
    public int FileSize { get; init; } = 0x3000;

    /// <summary>Adds a program header.</summary>
    public ElfDraft Add(
        uint type, uint flags, ulong offset, ulong address, ulong fileSize, ulong memorySize, ulong alignment = 0x1000)
    {
        headers.Add([type | ((ulong)flags << 32), offset, address, address, fileSize, memorySize, alignment]);
        return this;
    }

    /// <summary>Adds a segment that is loaded.</summary>
    public ElfDraft Load(uint flags, ulong offset, ulong address, ulong fileSize, ulong memorySize) =>
        Add(1, flags, offset, address, fileSize, memorySize);

    public byte[] ToArray(Action<byte[]>? spoil = null)
    {
        byte[] file = new byte[FileSize];
        for (int i = 0; i < file.Length; i++) file[i] = (byte)((i * 7) + (i >> 8) | 1);
        byte[] ident = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        ident.CopyTo(file, 0);
        Write16(16, Type);
        Write16(18, 243);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), 1);
        Write64(24, Entry);
        Write64(32, HeadersOffset);
        Write64(40, 0);
        Write16(52, 64);
        Write16(54, HeaderSize);
        Write16(56, (ushort)headers.Count);
        int at = HeadersOffset;
        foreach (ulong field in headers.SelectMany(header => header))
        {
            Write64(at, field);
            at += sizeof(ulong);
        }

        spoil?.Invoke(file);
        return file;

        void Write16(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(offset), value);
        void Write64(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(offset), value);
    }
}
