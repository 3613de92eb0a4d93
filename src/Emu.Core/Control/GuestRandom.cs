using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Core.Control;

/// <summary>
/// The random bytes that a machine shows its guest: unpredictable ones of the host, or with a seed the same ones in every
/// run. Any thread may ask. The emulator's own secrets never come from here.
/// </summary>
/// <param name="seed">The seed of <c>-seed</c>; null for the host's bytes.</param>
public sealed class GuestRandom(ulong? seed = null) : IRandomSource
{
    private readonly Lock gate = new();

    // Guarded by the gate.
    private SplitMix generator = new(seed ?? 0);

    /// <inheritdoc/>
    public int Descriptor => -1;

    /// <inheritdoc/>
    public int Read(Span<byte> bytes)
    {
        const int atOnce = 256;
        byte[] next = Bytes(Math.Min(bytes.Length, atOnce));
        next.CopyTo(bytes);
        return next.Length;
    }

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
                BinaryPrimitives.WriteUInt64LittleEndian(word, generator.Next());
                word[..Math.Min(word.Length, count - at)].CopyTo(bytes.AsSpan(at));
            }
        }

        return bytes;
    }
}
