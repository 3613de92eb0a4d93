using System.Numerics;

namespace Emu.Testing;

/// <summary>
/// An encoding of <see cref="Emu.Isa.InstructionAttribute"/> as masks: which bits are fixed, and where the bits of
/// each field stand. Made to write words, while the decoder is made to read them.
/// </summary>
public sealed class EncodingPattern
{
    private readonly Dictionary<string, List<(int WordBit, int FieldBit)>> fields = [];
    private readonly List<(string Field, uint[] Values)> exclusions = [];

    /// <summary>Reads an encoding that the generator has accepted.</summary>
    public EncodingPattern(string encoding)
    {
        string[] parts = encoding.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Bits = parts.Sum(WidthOf);
        int position = Bits;
        foreach (string part in parts)
        {
            position -= WidthOf(part);
            if (!part.Contains(':', StringComparison.Ordinal))
            {
                FixedMask |= (uint)(((1ul << part.Length) - 1) << position);
                FixedBits |= Convert.ToUInt32(part, 2) << position;
            }
            else if (part[0] != '-')
            {
                AddField(part, position);
            }
        }
    }

    /// <summary>Bits of the encoding, 16 or 32.</summary>
    public int Bits { get; }

    /// <summary>The bits that are the same in each word.</summary>
    public uint FixedMask { get; }

    /// <summary>Their values.</summary>
    public uint FixedBits { get; }

    /// <summary>Names of the fields, <c>rd'</c> for a compressed register.</summary>
    public IEnumerable<string> Fields => fields.Keys;

    /// <summary>True when the encoding has a field of that name.</summary>
    public bool Has(string field) => fields.ContainsKey(field);

    /// <summary>True when a word has the fixed bits, and no field a value that the encoding excludes.</summary>
    public bool Matches(uint word) =>
        (word & FixedMask) == FixedBits
        && !exclusions.Exists(exclusion => exclusion.Values.Contains(Get(exclusion.Field, word)));

    /// <summary>A word with the fixed bits in place and the others taken from <paramref name="random"/>.</summary>
    public uint Fill(uint random)
    {
        uint all = Bits == 32 ? uint.MaxValue : ushort.MaxValue;
        return FixedBits | random & all & ~FixedMask;
    }

    /// <summary>The field's bits in a word, not sign-extended.</summary>
    public uint Get(string field, uint word) =>
        fields[field].Aggregate(0u, (value, bit) => value | (word >> bit.WordBit & 1) << bit.FieldBit);

    /// <summary>The field's value with its highest bit as the sign.</summary>
    public int GetSigned(string field, uint word)
    {
        int unused = BitOperations.LeadingZeroCount(ValueMask(field));
        return (int)(Get(field, word) << unused) >> unused;
    }

    /// <summary>The bits that a field's value can have.</summary>
    public uint ValueMask(string field) => fields[field].Aggregate(0u, (mask, bit) => mask | 1u << bit.FieldBit);

    /// <summary>The word with another value in a field; bits of the value that the field has not are dropped.</summary>
    public uint With(string field, uint word, uint value) =>
        fields[field].Aggregate(
            word, (w, bit) => (w & ~(1u << bit.WordBit)) | (((value >> bit.FieldBit) & 1) << bit.WordBit));

    private static int WidthOf(string part)
    {
        int colon = part.LastIndexOf(':');
        return colon < 0 ? part.Length : int.Parse(part.AsSpan(colon + 1));
    }

    // name[12|10:5]!=0:7, where all but name and width may be missing.
    private void AddField(string part, int position)
    {
        int width = WidthOf(part);
        string[] headAndExcluded = part[..part.LastIndexOf(':')].Split("!=");
        string head = headAndExcluded[0];
        string name = head.Split('[')[0];
        if (headAndExcluded.Length > 1)
            exclusions.Add((name, [.. headAndExcluded[1].Split(',').Select(uint.Parse)]));
        string bits = head == name ? $"{width - 1}:0" : head[(name.Length + 1)..].TrimEnd(']');
        if (!fields.TryGetValue(name, out List<(int WordBit, int FieldBit)>? list))
            fields[name] = list = [];

        int wordBit = position + width;
        foreach (string range in bits.Split('|'))
        {
            int high = int.Parse(range.Split(':')[0]);
            int low = int.Parse(range.Split(':')[^1]);
            for (int bit = high; bit >= low; bit--)
                list.Add((--wordBit, bit));
        }
    }
}
