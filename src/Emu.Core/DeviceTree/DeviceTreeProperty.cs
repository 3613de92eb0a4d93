using System.Buffers.Binary;
using System.Text;

namespace Emu.Core.DeviceTree;

/// <summary>A property: a name and bytes, which by convention are big-endian cells of 32 bits or strings that end in
/// NUL.</summary>
public sealed class DeviceTreeProperty
{
    private readonly byte[] value;

    internal DeviceTreeProperty(string name, byte[] value)
    {
        Name = name;
        this.value = value;
    }

    /// <summary>Name, at most 31 characters by the specification (2.2.4.1).</summary>
    public string Name { get; }

    /// <summary>The value as it stands in the blob; empty for properties that are flags.</summary>
    public ReadOnlyMemory<byte> Value => value;

    /// <summary>The value as one cell of 32 bits, or null when it has another length.</summary>
    public uint? Cell => value.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(value) : null;

    /// <summary>The value's cells of 32 bits; a rest of less than four bytes is left out.</summary>
    public IEnumerable<uint> Cells
    {
        get
        {
            for (int at = 0; at + 4 <= value.Length; at += 4)
                yield return BinaryPrimitives.ReadUInt32BigEndian(value.AsSpan(at));
        }
    }

    /// <summary>The value's strings; one that lacks its NUL ends with the value.</summary>
    public IEnumerable<string> Strings
    {
        get
        {
            int start = 0;
            while (start < value.Length)
            {
                int length = value.AsSpan(start).IndexOf((byte)0);
                if (length < 0) length = value.Length - start;
                yield return Encoding.UTF8.GetString(value, start, length);
                start += length + 1;
            }
        }
    }
}
