using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Emu.Core.DeviceTree;

/// <summary>Writes a device tree as a flattened blob (DTB), the form in which boot loaders and kernels read
/// it.</summary>
public sealed class DeviceTreeWriter
{
    private readonly ArrayBufferWriter<byte> structure = new();
    private readonly ArrayBufferWriter<byte> strings = new();
    private readonly Dictionary<string, uint> stringOffsets = [];

    private static ReadOnlySpan<byte> Zero => [0];

    private DeviceTreeWriter()
    {
    }

    /// <summary>The whole blob: header, reservations, structure, strings (devicetree specification 0.4, 5.1).</summary>
    public static byte[] Write(DeviceTreeDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        DeviceTreeWriter writer = new();
        writer.WriteNode(document.Root);
        writer.WriteWord(FlattenedFormat.End);
        return writer.Assemble(document);
    }

    private byte[] Assemble(DeviceTreeDocument document)
    {
        // The reservations start on a multiple of 8 and end with a pair of zeros (5.3.2).
        int reservations = FlattenedFormat.HeaderSize;
        int structureStart = reservations + (document.Reservations.Count + 1) * 16;
        int stringsStart = structureStart + structure.WrittenCount;
        byte[] blob = new byte[(stringsStart + strings.WrittenCount + 7) & ~7];
        Put(0, FlattenedFormat.Magic);
        Put(FlattenedFormat.TotalSizeOffset, (uint)blob.Length);
        Put(FlattenedFormat.StructureOffset, (uint)structureStart);
        Put(FlattenedFormat.StringsOffset, (uint)stringsStart);
        Put(FlattenedFormat.ReservationsOffset, (uint)reservations);
        Put(FlattenedFormat.VersionOffset, FlattenedFormat.Version);
        Put(FlattenedFormat.LastCompatibleOffset, FlattenedFormat.LastCompatibleVersion);
        Put(FlattenedFormat.BootCpuOffset, document.BootCpu);
        Put(FlattenedFormat.StringsSizeOffset, (uint)strings.WrittenCount);
        Put(FlattenedFormat.StructureSizeOffset, (uint)structure.WrittenCount);
        int at = reservations;
        foreach (DeviceTreeReservation reservation in document.Reservations)
        {
            BinaryPrimitives.WriteUInt64BigEndian(blob.AsSpan(at), reservation.Address.Value);
            BinaryPrimitives.WriteUInt64BigEndian(blob.AsSpan(at + 8), reservation.Size);
            at += 16;
        }

        structure.WrittenSpan.CopyTo(blob.AsSpan(structureStart));
        strings.WrittenSpan.CopyTo(blob.AsSpan(stringsStart));
        return blob;

        void Put(int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(blob.AsSpan(offset), value);
    }

    private void WriteNode(DeviceTreeNode node)
    {
        WriteWord(FlattenedFormat.BeginNode);
        structure.Write(Encoding.UTF8.GetBytes(node.Name));
        structure.Write(Zero);
        Pad();
        foreach (DeviceTreeProperty property in node.Properties)
        {
            WriteWord(FlattenedFormat.Property);
            WriteWord((uint)property.Value.Length);
            WriteWord(StringOffset(property.Name));
            structure.Write(property.Value.Span);
            Pad();
        }

        foreach (DeviceTreeNode child in node.Children) WriteNode(child);
        WriteWord(FlattenedFormat.EndNode);
    }

    private uint StringOffset(string name)
    {
        if (stringOffsets.TryGetValue(name, out uint known)) return known;
        uint offset = (uint)strings.WrittenCount;
        strings.Write(Encoding.UTF8.GetBytes(name));
        strings.Write(Zero);
        stringOffsets.Add(name, offset);
        return offset;
    }

    private void WriteWord(uint value)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(word, value);
        structure.Write(word);
    }

    /// <summary>Tokens stand on multiples of four bytes (5.4).</summary>
    private void Pad()
    {
        while ((structure.WrittenCount & 3) != 0) structure.Write(Zero);
    }
}
