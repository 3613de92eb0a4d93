using System.Buffers.Binary;

namespace Emu.Elf;

/// <summary>A symbol of a 64-bit little-endian file, <c>Elf64_Sym</c> (System V ABI, chapter 4), as it stands there: nothing in
/// it is checked.</summary>
public readonly record struct ElfSymbol
{
    /// <summary>Bytes of a symbol.</summary>
    public const int Size = 24;

    private const byte Function = 2, Global = 1;
    private const ushort FirstReserved = 0xff00;

    private readonly byte info;

    /// <param name="bytes"><see cref="Size"/> bytes.</param>
    public ElfSymbol(ReadOnlySpan<byte> bytes)
    {
        Name = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        info = bytes[4];
        Section = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        Value = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
    }

    /// <summary>Place of its name in the section that has the symbols' names.</summary>
    public uint Name { get; }

    /// <summary>The number of the section that it lies in, if it <see cref="IsDefined"/>.</summary>
    public ushort Section { get; }

    /// <summary>Its address, or its place in the section of an object.</summary>
    public ulong Value { get; }

    /// <summary>Whether it names a function (<c>STT_FUNC</c>).</summary>
    public bool IsFunction => (info & 15) == Function;

    /// <summary>Whether other files see it (<c>STB_GLOBAL</c>).</summary>
    public bool IsGlobal => info >> 4 == Global;

    /// <summary>Whether it is a place in a section of the file.</summary>
    public bool IsDefined => Section is not 0 and < FirstReserved;
}
