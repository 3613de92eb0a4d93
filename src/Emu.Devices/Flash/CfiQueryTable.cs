using System.Numerics;

namespace Emu.Devices.Flash;

/// <summary>
/// What one chip tells about itself in query mode (JESD68.01, tables 1 to 4), one byte at each word address.
/// </summary>
internal static class CfiQueryTable
{
    private const ulong Identification = 0x10, SystemInterface = 0x1b, Geometry = 0x27, Extended = 0x31;
    private const ulong PagesProtected = 0x3f;

    private const byte X8X16Interface = 2;

    /// <summary>Two to this is the write buffer's size in bytes.</summary>
    private const byte BufferSizeLog2 = 11;

    /// <summary>
    /// Query identification: "QRY", command set 1 (Intel extended), its table's address, no alternate set.
    /// </summary>
    private static ReadOnlySpan<byte> IdentificationBytes =>
        [(byte)'Q', (byte)'R', (byte)'Y', 1, 0, (byte)Extended, 0, 0, 0, 0, 0];

    /// <summary>
    /// 4.5 V to 5.5 V; typical times of 2^7 us a word and a buffer, 2^10 ms a block; at most 2^4 times as long.
    /// </summary>
    private static ReadOnlySpan<byte> SystemInterfaceBytes => [0x45, 0x55, 0, 0, 7, 7, 10, 0, 4, 4, 4, 0];

    /// <summary>"PRI" and version 1.0, with no optional feature.</summary>
    private static ReadOnlySpan<byte> ExtendedBytes => [(byte)'P', (byte)'R', (byte)'I', (byte)'1', (byte)'0'];

    /// <summary>The byte at a word address.</summary>
    /// <param name="address">Counted in words of the bank.</param>
    /// <param name="chipSize">Bytes in a chip.</param>
    /// <param name="blockSize">Bytes in an erase block of a chip.</param>
    public static byte Read(ulong address, ulong chipSize, ulong blockSize) => address switch
    {
        >= Identification and < SystemInterface => IdentificationBytes[(int)(address - Identification)],
        >= SystemInterface and < Geometry => SystemInterfaceBytes[(int)(address - SystemInterface)],
        >= Geometry and < Extended => ReadGeometry(address - Geometry, chipSize, blockSize),
        >= Extended and < Extended + 5 => ExtendedBytes[(int)(address - Extended)],
        PagesProtected => 1,
        _ => 0,
    };

    /// <summary>Size, interface and the one region of equal erase blocks.</summary>
    private static byte ReadGeometry(ulong index, ulong chipSize, ulong blockSize)
    {
        ulong lastBlock = (chipSize / blockSize) - 1;
        ulong blockUnits = blockSize / 256;
        return index switch
        {
            0 => (byte)BitOperations.Log2(chipSize),
            1 => X8X16Interface,
            3 => BufferSizeLog2,
            5 => 1,
            6 => (byte)lastBlock,
            7 => (byte)(lastBlock >> 8),
            8 => (byte)blockUnits,
            9 => (byte)(blockUnits >> 8),
            _ => 0,
        };
    }
}
