using Emu.Host;

namespace Emu.CacheFormat.Tests;

/// <summary>The content of <c>cache-format/golden/version-3.emucode</c>: a record of each kind, and one of a kind that
/// nobody knows.</summary>
internal static class GoldenFile
{
    public const string EnvironmentText = "guest=riscv64\nllvm=19.1.7\n";

    public static readonly CacheHeader Header = new(
        3, new UInt128(0x0011223344556677, 0x8899aabbccddeeff), 0x0123456789abcdef);

    public static readonly UInt128 PageHash = new(0xfedcba9876543210, 0x0f1e2d3c4b5a6978);

    /// <summary>A region as earlier emulators wrote it.</summary>
    public static readonly byte[] OldRegion = Convert.FromHexString(
        "01000080000000800700000006000000020203000200fe071000030000000000fe0740420f0000001000fe07fe0f000000000500000001000000050000000000000000" +
        "00000000000000feffffff0000000002000000000000000100000000000000010000000200000000000900000000000c00400000000000000000000000b82a000000c3");

    public static readonly byte[] StoredPage =
        [.. Enumerable.Range(0, CacheLayout.PageSize).Select(index => (byte)(index * 7))];

    // The whole first line; of the others what its entries are in.
    private static readonly uint[] Parcels =
        [.. Enumerable.Range(0, GuestLines.LineCount).Select(line => line switch
        {
            0 => uint.MaxValue,
            31 => 0x8000_0001,
            63 => 0xc000_0000,
            _ => 0u,
        })];

    public static readonly RegionPayload Region = new()
    {
        Entries = [0x010, 0x7fe, 0xffe],
        EntryOffsets = [0, 5, 1],
        Source = GuestLines.Of(StoredPage, Parcels),
        CodeMode = 0x1234,
        GuestInstructions = 7,
        Level = 2,
        Origin = 0x7fe,
        Blocks = [new BlockCount(0x010, 3), new BlockCount(0x7fe, 1_000_000)],
        Neighbours =
        [
            new NeighbourPayload(-2, 5, GuestLines.Of(StoredPage, 1), []),
            new NeighbourPayload(
                1, new UInt128(1, 2), GuestLines.Of(StoredPage, 0x600), [new BlockCount(0x000, 9), new BlockCount(0x00c, 64)]),
        ],
        Code = new byte[] { 0xb8, 0x2a, 0x00, 0x00, 0x00, 0xc3 },
    };

    public static readonly BlockCount[] Profile =
        [new(0x000, 1), new(0x010, 64), new(0xffe, ProfilePayload.MaximumExecutions)];

    /// <summary>A page of zeros, deflated by somebody; encoders differ in how.</summary>
    public static readonly byte[] DeflatedZeros =
        [1, 0, 0, 0, .. Convert.FromHexString("edc1010d000000c2a0f74f6d0f0714000000f06e")];

    /// <summary>A path that is no UTF-8.</summary>
    public static readonly string Name = HostPath.FromBytes([.. "/usr/bin/caf"u8, 0xe9]);

    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "golden", "version-3.emucode");

    /// <summary>A whole file of another seed, as a guest can make it.</summary>
    public static byte[] Forged()
    {
        using TemporaryFile temporary = new();
        Write(temporary.Path, Header with { Seed = 1 });
        return File.ReadAllBytes(temporary.Path);
    }

    /// <summary>Makes the file.</summary>
    public static void Write(string path) => Write(path, Header);

    private static void Write(string path, CacheHeader header)
    {
        using CacheFile file = CacheFile.OpenForAppending(path, null, header, TimeSpan.FromSeconds(1));
        using CacheAppender appender = file.BeginAppending(TimeSpan.FromSeconds(1));
        UInt128 environment = EnvironmentPayload.KeyOf(EnvironmentText);
        appender.Append(RecordKind.Environment, environment, 0, EnvironmentPayload.Encode(EnvironmentText));
        appender.Append(RecordKind.Region, environment, PageHash, Region.Encode());
        appender.Append(RecordKind.OldRegion, environment, PageHash, OldRegion);
        appender.Append((RecordKind)0x7777, 1, 2, "from the future"u8);
        appender.Append(RecordKind.Page, 0, PageHash, PagePayload.EncodeStored(StoredPage));
        appender.Append(RecordKind.Page, 0, 1, DeflatedZeros);
        appender.Append(RecordKind.Profile, 0, PageHash, ProfilePayload.Encode(Profile));
        appender.Append(RecordKind.Name, 0, 0, NamePayload.Encode(Name));
    }
}
