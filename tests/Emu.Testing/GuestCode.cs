using System.Buffers.Binary;
using static Emu.Testing.RiscVWord;

namespace Emu.Testing;

/// <summary>Collects 32-bit instructions of a test guest, with backward and forward branches.</summary>
public sealed class GuestCode
{
    private readonly List<uint> words = [];

    /// <summary>Offset in bytes of the next instruction.</summary>
    public int Position => words.Count * 4;

    /// <summary>Appends instructions.</summary>
    public void Add(params ReadOnlySpan<uint> instructions) => words.AddRange(instructions);

    /// <summary>Sets a register to a constant below 2 GiB.</summary>
    public void LoadConstant(int rd, uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (uint)int.MaxValue - 0x800);
        Add(Lui(rd, value + 0x800), Addi(rd, rd, (int)(value << 20) >> 20));
    }

    /// <summary>
    /// Copies doublewords; the addresses in both registers advance. Clobbers <c>t5</c> and <c>t6</c>.
    /// </summary>
    public void CopyDoublewords(int destination, int source, int count)
    {
        const int T5 = 30;
        const int T6 = 31;
        Add(Addi(T5, source, count * 8));
        int loop = Position;
        Add(Ld(T6, 0, source), Sd(T6, 0, destination), Addi(source, source, 8), Addi(destination, destination, 8));
        Add(Bne(source, T5, loop - Position));
    }

    /// <summary>Appends an instruction that <see cref="Patch"/> fills in; returns its offset.</summary>
    public int Reserve()
    {
        words.Add(0);
        return Position - 4;
    }

    /// <summary>
    /// Replaces a reserved instruction by the one that <paramref name="encode"/> makes of its distance from here.
    /// </summary>
    public void Patch(int reserved, Func<int, uint> encode) => words[reserved / 4] = encode(Position - reserved);

    /// <summary>The code.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Position];
        for (int i = 0; i < words.Count; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        return bytes;
    }
}
