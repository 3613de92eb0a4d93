using System.Buffers.Binary;
using System.Text;
using Emu.Core.Memory;

namespace Emu.Core.DeviceTree;

/// <summary>
/// Parses a flattened device tree. The bytes are not trusted: each offset and length is checked, and what is
/// made of them is at most a small multiple of the input's size.
/// </summary>
public ref struct DeviceTreeReader
{
    /// <summary>Deeper trees are refused, so that code that walks one may recurse.</summary>
    public const int MaximumDepth = 64;

    private readonly ReadOnlySpan<byte> strings;
    private ReadOnlySpan<byte> structure;

    private DeviceTreeReader(ReadOnlySpan<byte> structure, ReadOnlySpan<byte> strings)
    {
        this.structure = structure;
        this.strings = strings;
    }

    /// <summary>Parses a blob; bytes after the length in its header are ignored.</summary>
    /// <exception cref="DeviceTreeFormatException">The bytes are not a device tree of version 16 or 17.</exception>
    public static DeviceTreeDocument Parse(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < FlattenedFormat.HeaderSize) throw Wrong("it is shorter than a device tree's header");
        if (Word(blob, 0) != FlattenedFormat.Magic) throw Wrong("it does not begin with a device tree's magic number");
        uint size = Word(blob, FlattenedFormat.TotalSizeOffset);
        if (size < FlattenedFormat.HeaderSize || size > (uint)blob.Length)
            throw Wrong($"its header says {size} bytes but there are {blob.Length}: it is truncated");
        if (Word(blob, FlattenedFormat.VersionOffset) < FlattenedFormat.LastCompatibleVersion
            || Word(blob, FlattenedFormat.LastCompatibleOffset) > FlattenedFormat.Version)
            throw Wrong("its format version is not 16 or 17");

        blob = blob[..(int)size];
        // Version 16 has no size of the structure block: its end token ends it.
        bool hasStructureSize = Word(blob, FlattenedFormat.VersionOffset) >= FlattenedFormat.Version;
        uint structureStart = Word(blob, FlattenedFormat.StructureOffset);
        uint structureSize = hasStructureSize
            ? Word(blob, FlattenedFormat.StructureSizeOffset)
            : size - Math.Min(size, structureStart);
        DeviceTreeReader reader = new(
            Slice(blob, structureStart, structureSize, "structure block"),
            Slice(
                blob,
                Word(blob, FlattenedFormat.StringsOffset),
                Word(blob, FlattenedFormat.StringsSizeOffset),
                "strings block"));

        DeviceTreeDocument document = new() { BootCpu = Word(blob, FlattenedFormat.BootCpuOffset) };
        ReadReservations(document, blob);
        reader.ReadTree(document);
        return document;
    }

    private static void ReadReservations(DeviceTreeDocument document, ReadOnlySpan<byte> blob)
    {
        ReadOnlySpan<byte> rest = Slice(
            blob, Word(blob, FlattenedFormat.ReservationsOffset), null, "reservation block");
        while (rest.Length >= 16)
        {
            ulong address = BinaryPrimitives.ReadUInt64BigEndian(rest);
            ulong size = BinaryPrimitives.ReadUInt64BigEndian(rest[8..]);
            if (address == 0 && size == 0) return;
            document.Reservations.Add(new DeviceTreeReservation(new PhysicalAddress(address), size));
            rest = rest[16..];
        }

        throw Wrong("its reservation block has no end");
    }

    private void ReadTree(DeviceTreeDocument document)
    {
        DeviceTreeNode? node = null;
        int depth = 0;
        while (true)
        {
            switch (ReadWord())
            {
                case FlattenedFormat.BeginNode:
                    string name = ReadNodeName();
                    if (++depth > MaximumDepth) throw Wrong($"its nodes nest deeper than {MaximumDepth}");
                    if (depth == 1 && node is not null) throw Wrong("it has a second root");
                    node = depth == 1 ? document.Root : node!.AddChild(name);
                    break;
                case FlattenedFormat.EndNode:
                    if (depth == 0) throw Wrong("a node ends that never began");
                    // The root stays, so that a second one is noticed.
                    if (--depth > 0) node = node!.Parent;
                    break;
                case FlattenedFormat.Property:
                    if (depth == 0) throw Wrong("a property stands outside of all nodes");
                    ReadProperty(node!);
                    break;
                case FlattenedFormat.Nop:
                    break;
                case FlattenedFormat.End:
                    if (depth != 0 || node is null) throw Wrong("it ends inside of a node");
                    return;
                default:
                    throw Wrong("its structure block has an unknown token");
            }
        }
    }

    private void ReadProperty(DeviceTreeNode node)
    {
        uint length = ReadWord();
        uint nameOffset = ReadWord();
        if (length > (uint)structure.Length) throw Wrong("a property's value runs over the end of the structure block");
        if (nameOffset >= (uint)strings.Length) throw Wrong("a property's name lies outside of the strings block");
        ReadOnlySpan<byte> name = strings[(int)nameOffset..];
        int end = name.IndexOf((byte)0);
        if (end < 0) throw Wrong("a property's name has no end");
        // Names longer than the specification's 31 exist in practice; a limit keeps memory in proportion.
        if (end > 255) throw Wrong("a property's name is longer than 255 characters");
        node.Append(Encoding.UTF8.GetString(name[..end]), structure[..(int)length].ToArray());
        Skip((int)length);
    }

    private string ReadNodeName()
    {
        int end = structure.IndexOf((byte)0);
        if (end < 0) throw Wrong("a node's name has no end");
        string name = Encoding.UTF8.GetString(structure[..end]);
        Skip(end + 1);
        return name;
    }

    private uint ReadWord()
    {
        if (structure.Length < 4) throw Wrong("its structure block ends without an end token");
        uint word = Word(structure, 0);
        structure = structure[4..];
        return word;
    }

    private void Skip(int length) => structure = structure[Math.Min((length + 3) & ~3, structure.Length)..];

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> blob, uint start, uint? length, string what)
    {
        if (start > (uint)blob.Length || (length ?? 0) > (uint)blob.Length - start)
            throw Wrong($"its {what} lies outside of it");
        return length is { } known ? blob.Slice((int)start, (int)known) : blob[(int)start..];
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    private static DeviceTreeFormatException Wrong(string what) => new(what);
}
