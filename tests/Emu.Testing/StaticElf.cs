using System.Text;

namespace Emu.Testing;

/// <summary>Writes a static RISC-V executable from ready bytes.</summary>
public sealed class StaticElf
{
    private const int PageSize = 4096;
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int NoteHeaderSize = 16;

    private readonly List<(ulong Address, byte[] Bytes, uint Flags)> segments = [];

    /// <summary>The build id that the program claims to have; empty for none.</summary>
    public byte[] BuildId { get; init; } = [];

    /// <summary>Adds a segment that is readable and, as asked, writable and executable.</summary>
    /// <param name="address">Virtual address, a multiple of 4096.</param>
    /// <param name="bytes">
    /// The whole of it: no zeros are added, since QEMU crashes when it must add them to read-only segments.
    /// </param>
    /// <param name="writable">The guest may store there.</param>
    /// <param name="executable">The guest may execute it.</param>
    public void Add(ulong address, byte[] bytes, bool writable = false, bool executable = false) =>
        segments.Add((address, bytes, 4u | (writable ? 2u : 0) | (executable ? 1u : 0)));

    /// <summary>
    /// The file, for Linux, little-endian, 64 bits, with the ABI of double floats and compressed code.
    /// </summary>
    /// <param name="entry">Virtual address at which the program starts.</param>
    public byte[] ToArray(ulong entry)
    {
        using MemoryStream file = new();
        using BinaryWriter writer = new(file, Encoding.Latin1);
        writer.Write((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write((ushort)2);                     // ET_EXEC
        writer.Write((ushort)243);                   // EM_RISCV
        writer.Write(1u);
        writer.Write(entry);
        writer.Write((ulong)HeaderSize);
        writer.Write(0ul);
        writer.Write(5u);                            // EF_RISCV_RVC | EF_RISCV_FLOAT_ABI_DOUBLE
        writer.Write((ushort)HeaderSize);
        writer.Write((ushort)ProgramHeaderSize);
        int headers = segments.Count + (BuildId.Length == 0 ? 0 : 1);
        writer.Write((ushort)headers);
        writer.Write((ushort)64);
        writer.Write(0u);                            // no sections

        long offset = PageSize;
        foreach ((ulong address, byte[] bytes, uint flags) in segments)
        {
            writer.Write(1u);                        // PT_LOAD
            writer.Write(flags);
            writer.Write((ulong)offset);
            writer.Write(address);
            writer.Write(address);
            writer.Write((ulong)bytes.Length);
            writer.Write((ulong)bytes.Length);
            writer.Write((ulong)PageSize);
            offset += (bytes.Length + PageSize - 1) / PageSize * PageSize;
        }

        if (BuildId.Length != 0) WriteBuildId(writer, HeaderSize + (headers * ProgramHeaderSize));
        foreach ((_, byte[] bytes, _) in segments)
        {
            file.SetLength((file.Length + PageSize - 1) / PageSize * PageSize);
            file.Position = file.Length;
            writer.Write(bytes);
        }

        return file.ToArray();
    }

    // The header of a segment of notes, and the one note behind it.
    private void WriteBuildId(BinaryWriter writer, long offset)
    {
        ulong length = (ulong)(NoteHeaderSize + BuildId.Length);
        writer.Write(4u);                            // PT_NOTE
        writer.Write(4u);
        writer.Write((ulong)offset);
        writer.Write(0ul);
        writer.Write(0ul);
        writer.Write(length);
        writer.Write(length);
        writer.Write(4ul);
        writer.Write(4);
        writer.Write(BuildId.Length);
        writer.Write(3u);                            // NT_GNU_BUILD_ID
        writer.Write((ReadOnlySpan<byte>)"GNU\0"u8);
        writer.Write(BuildId);
    }
}
