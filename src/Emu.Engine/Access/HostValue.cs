using System.Runtime.CompilerServices;

namespace Emu.Engine.Access;

/// <summary>Guest values of 1, 2, 4 or 8 bytes in host memory, at any alignment.</summary>
/// <remarks>Invariant of the unsafe code: the caller passes the address of as many bytes as the size says, which stay
/// mapped until the method returns.</remarks>
internal static unsafe class HostValue
{
    /// <summary>Reads so many bytes, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(byte* host, int size) => size switch
    {
        1 => *host,
        2 => Unsafe.ReadUnaligned<ushort>(host),
        4 => Unsafe.ReadUnaligned<uint>(host),
        _ => Unsafe.ReadUnaligned<ulong>(host),
    };

    /// <summary>Stores so many low bytes of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(byte* host, int size, ulong value)
    {
        switch (size)
        {
            case 1: *host = (byte)value; break;
            case 2: Unsafe.WriteUnaligned(host, (ushort)value); break;
            case 4: Unsafe.WriteUnaligned(host, (uint)value); break;
            default: Unsafe.WriteUnaligned(host, value); break;
        }
    }
}
