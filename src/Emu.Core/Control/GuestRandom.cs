using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Core.Control;

/// <summary>
/// The random bytes that a machine shows its guest: unpredictable ones of the host, or with a seed the same ones in every
/// run. Any thread may ask. The emulator's own secrets never come from here.
/// </summary>
/// <param name="seed">The seed of <c>-seed</c>; null for the host's bytes.</param>
public sealed class GuestRandom(ulong? seed = null)
{
    private readonly Lock gate = new();

    // Guarded by the gate.
    private ulong state = seed ?? 0;

    /// <summary>The next bytes, at most 256.</summary>
    /// <exception cref="IOException">The host gives none.</exception>
    public byte[] Bytes(int count)
    {
        if (seed is null) return HostRandom.Bytes(count);
        byte[] bytes = new byte[count];
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        lock (gate)
        {
            for (int at = 0; at < count; at += word.Length)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(word, Next());
                word[..Math.Min(word.Length, count - at)].CopyTo(bytes.AsSpan(at));
            }
        }

        return bytes;
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).</summary>
    private ulong Next()
    {
        ulong mixed = state += 0x9e37_79b9_7f4a_7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58_476d_1ce4_e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d0_49bb_1331_11eb;
        return mixed ^ (mixed >> 31);
    }
}
