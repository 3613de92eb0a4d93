using System.Runtime.InteropServices;

namespace Emu.Net.User;

/// <summary>16 KiB of host memory that stays in place, for the bytes of a connection.</summary>
internal sealed class Chunk
{
    public const int Size = 16 * 1024;

    public Chunk()
    {
        Bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
        Address = Marshal.UnsafeAddrOfPinnedArrayElement(Bytes, 0);
    }

    public byte[] Bytes { get; }

    /// <summary>Host address of the first byte; valid while the chunk is referenced.</summary>
    public nint Address { get; }

    public Chunk? Next { get; set; }

    /// <summary>The first byte in use.</summary>
    public int Start { get; set; }

    /// <summary>Behind the last byte in use.</summary>
    public int End { get; set; }
}
