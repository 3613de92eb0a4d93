using System.Buffers.Binary;
using System.Text;
using Emu.Linux.Abi;

namespace Emu.Linux.Loading;

/// <summary>Writes the parts of the vdso's image one after the other.</summary>
internal sealed class VdsoWriter(byte[] image, LinuxAbi abi)
{
    private const int SectionHeaderSize = 64;
    private const ushort Shared = 3;
    private const uint Load = 1, DynamicSegment = 2, ReadExecute = 5, ReadOnly = 4;

    /// <summary>The image.</summary>
    public byte[] Image => image;

    /// <summary>Where the next byte goes.</summary>
    public int Position { get; set; }

    /// <summary>Writes a section at the next place that is aligned for it.</summary>
    public VdsoSection Add(string name, uint type, int alignment, Action<VdsoWriter> write)
    {
        Position = (Position + alignment - 1) & -alignment;
        int start = Position;
        write(this);
        return new VdsoSection(name, type, (ulong)start, (ulong)(Position - start), (ulong)alignment);
    }

    /// <summary>Writes the section headers behind the sections, and the headers at the start.</summary>
    public void Finish(IReadOnlyList<VdsoSection> sections, int headerCount, VdsoSection dynamic)
    {
        const string ownName = ".shstrtab";
        ulong loaded = (ulong)Position;
        Strings names = new();
        int[] places = [.. sections.Select(section => names.Add(section.Name))];
        int ownPlace = names.Add(ownName);
        VdsoSection table = Add(ownName, VdsoSection.StringTable, 1, writer => writer.Bytes(names.ToArray()));
        Position = (Position + 7) & -8;
        ulong headers = (ulong)Position;
        Position += SectionHeaderSize;
        for (int i = 0; i < sections.Count; i++) WriteHeader(sections[i], places[i]);
        WriteHeader(table with { Flags = 0 }, ownPlace);
        Position = 0;
        Bytes([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, (byte)abi.ByteOrder, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Word16(Shared).Word16(abi.Architecture.ElfMachine).Word32(1).Word64(0).Word64(ElfReader.HeaderSize).Word64(headers);
        Word32(abi.ElfFlags).Word16(ElfReader.HeaderSize).Word16(ElfReader.ProgramHeaderSize);
        Word16((ushort)headerCount).Word16(SectionHeaderSize).Word16((ushort)(sections.Count + 2));
        Word16((ushort)(sections.Count + 1));
        WriteSegment(Load, ReadExecute, 0, loaded, Vdso.Size);
        WriteSegment(DynamicSegment, ReadOnly, dynamic.Offset, dynamic.Size, 8);
    }

    /// <summary>Writes bytes as they are.</summary>
    public VdsoWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(image.AsSpan(Position));
        Position += bytes.Length;
        return this;
    }

    public VdsoWriter Word8(byte value)
    {
        image[Position++] = value;
        return this;
    }

    public VdsoWriter Word16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(Position), value);
        Position += sizeof(ushort);
        return this;
    }

    public VdsoWriter Word32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Position), value);
        Position += sizeof(uint);
        return this;
    }

    public VdsoWriter Word64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(Position), value);
        Position += sizeof(ulong);
        return this;
    }

    private void WriteSegment(uint type, uint flags, ulong offset, ulong size, ulong alignment) =>
        Word32(type).Word32(flags).Word64(offset).Word64(offset).Word64(offset).Word64(size).Word64(size)
            .Word64(alignment);

    private void WriteHeader(VdsoSection section, int name)
    {
        ulong address = (section.Flags & VdsoSection.Allocated) != 0 ? section.Offset : 0;
        Word32((uint)name).Word32(section.Type).Word64(section.Flags).Word64(address).Word64(section.Offset);
        Word64(section.Size).Word32(section.Link).Word32(section.Info).Word64(section.Alignment);
        Word64(section.EntrySize);
    }

    /// <summary>A string table in the making.</summary>
    internal sealed class Strings
    {
        private readonly StringBuilder text = new("\0");

        /// <summary>Adds a string, and returns its place.</summary>
        public int Add(string name)
        {
            int place = text.Length;
            text.Append(name).Append('\0');
            return place;
        }

        /// <summary>The table.</summary>
        public byte[] ToArray() => Encoding.ASCII.GetBytes(text.ToString());
    }
}
