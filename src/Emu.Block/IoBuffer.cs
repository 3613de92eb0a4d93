using System.Runtime.InteropServices;
using Emu.Host;

namespace Emu.Block;

/// <summary>Host memory for requests that the block layer makes itself, aligned as direct access to a medium demands.
/// It belongs to whoever made it.</summary>
/// <remarks>Invariant of the unsafe code: the memory lives until <see cref="Dispose"/>, which its one owner calls after
/// all requests that use it have completed.</remarks>
public sealed unsafe class IoBuffer : IDisposable
{
    /// <summary>Alignment of the memory, bytes.</summary>
    public const int Alignment = 4096;

    private byte* memory;

    /// <param name="length">Bytes; the memory is zero.</param>
    public IoBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, Alignment), Alignment);
        NativeMemory.Clear(memory, (nuint)length);
        Vector = new IoVector([new IoSegment((nint)memory, length)]);
    }

    /// <summary>Gives memory back that nobody disposed of.</summary>
    ~IoBuffer() => Free();

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>The memory, as code here sees it.</summary>
    public Span<byte> Span => new(memory, Length);

    /// <summary>The memory, as requests take it.</summary>
    public IoVector Vector { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
    }
}
