namespace Emu.Core.DeviceTree;

/// <summary>Constants of the flattened devicetree format, version 17 (devicetree specification 0.4, chapter
/// 5).</summary>
internal static class FlattenedFormat
{
    /// <summary>Header, 5.2: ten big-endian words in this order.</summary>
    public const int HeaderSize = 40;
    public const int TotalSizeOffset = 4, StructureOffset = 8, StringsOffset = 12, ReservationsOffset = 16;
    public const int VersionOffset = 20, LastCompatibleOffset = 24, BootCpuOffset = 28;
    public const int StringsSizeOffset = 32, StructureSizeOffset = 36;

    public const uint Magic = 0xd00dfeed;
    public const uint Version = 17;
    public const uint LastCompatibleVersion = 16;

    /// <summary>Structure block tokens, 5.4.1.</summary>
    public const uint BeginNode = 1, EndNode = 2, Property = 3, Nop = 4, End = 9;
}
