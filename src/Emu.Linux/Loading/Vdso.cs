using System.Text;

namespace Emu.Linux.Loading;

/// <summary>
/// The shared object that the kernel maps into each program: the functions that the C library calls for the time and
/// the like, and the way back from a signal handler. Each makes its system call, which costs no more here than reading
/// the clock would.
/// </summary>
/// <remarks>
/// A complete ELF file with sections, so that debuggers take it too. No unwind information: unwinders know the two
/// instructions of the way back from a handler.
/// </remarks>
internal static class Vdso
{
    /// <summary>Bytes of the image, one page.</summary>
    public const int Size = 4096;

    /// <summary>Offset of <c>__vdso_rt_sigreturn</c> in the image: where a signal handler returns to.</summary>
    public const ulong RtSigreturn = TextOffset;

    private const int TextOffset = 0x800, FunctionSize = 16, CodeSize = 12;
    private const string Name = "linux-vdso.so.1", Version = "LINUX_4.15";
    private const int HeaderCount = 2, HeadersEnd = ElfReader.HeaderSize + (HeaderCount * ElfReader.ProgramHeaderSize);
    private const int SymbolSize = 24, VersionEntrySize = 20, VersionNameSize = 8, DynamicEntrySize = 16;
    private const ushort BaseVersion = 1, OurVersion = 2, TextSection = 7;

    private static readonly VdsoFunction[] Functions =
    [
        new("__vdso_rt_sigreturn", 139),
        new("__vdso_clock_gettime", 113),
        new("__vdso_gettimeofday", 169),
        new("__vdso_clock_getres", 114),
        new("__vdso_getcpu", 168),
        new("__vdso_flush_icache", 259),
    ];

    /// <summary>Makes the image.</summary>
    public static byte[] Build()
    {
        VdsoWriter image = new(new byte[Size]);
        VdsoWriter.Strings names = new();
        image.Position = HeadersEnd;
        VdsoSection hash = image.Add(".hash", VdsoSection.Hash, 8, WriteHash);
        VdsoSection symbols = image.Add(".dynsym", VdsoSection.Symbols, 8, writer => WriteSymbols(writer, names));
        VdsoSection versions = image.Add(".gnu.version", VdsoSection.VersionSymbols, 2, WriteVersionSymbols);
        VdsoSection definitions = image.Add(
            ".gnu.version_d", VdsoSection.VersionDefinitions, 8, writer => WriteVersions(writer, names));
        int soname = names.Add(Name);
        VdsoSection strings = image.Add(".dynstr", VdsoSection.StringTable, 1, writer => writer.Bytes(names.ToArray()));
        VdsoSection dynamic = image.Add(".dynamic", VdsoSection.Dynamic, 8, writer =>
        {
            (ulong Tag, ulong Value)[] entries =
            [
                (14, (ulong)soname), (4, hash.Offset), (5, strings.Offset), (6, symbols.Offset), (10, strings.Size),
                (11, SymbolSize), (0x6fff_fffc, definitions.Offset), (0x6fff_fffd, 2),
                (0x6fff_fff0, versions.Offset), (0, 0),
            ];
            foreach ((ulong tag, ulong value) in entries) writer.Word64(tag).Word64(value);
        });
        image.Position = TextOffset;
        VdsoSection text = image.Add(".text", VdsoSection.Program, 16, WriteCode);
        VdsoSection[] sections =
        [
            hash with { EntrySize = 4, Link = 2 },
            symbols with { EntrySize = SymbolSize, Link = 5, Info = 1 },
            versions with { EntrySize = 2, Link = 2 },
            definitions with { Link = 5, Info = 2 },
            strings,
            dynamic with { EntrySize = DynamicEntrySize, Link = 5, Flags = VdsoSection.Allocated },
            text with { Flags = VdsoSection.Allocated | VdsoSection.Executable },
        ];
        image.Finish(sections, HeaderCount, dynamic);
        return image.Image;
    }

    private static void WriteHash(VdsoWriter writer)
    {
        // One bucket: the chain goes through all symbols.
        writer.Word32(1).Word32((uint)Functions.Length + 1 + 1).Word32(1);
        writer.Word32(0);
        for (int symbol = 1; symbol <= Functions.Length; symbol++) writer.Word32((uint)symbol + 1);
        writer.Word32(0);
    }

    private static void WriteSymbols(VdsoWriter writer, VdsoWriter.Strings names)
    {
        const byte globalFunction = 0x12, globalObject = 0x11;
        const ushort absolute = 0xfff1;
        writer.Bytes(new byte[SymbolSize]);
        for (int i = 0; i < Functions.Length; i++)
            WriteSymbol(
                Functions[i].Name, globalFunction, TextSection, (ulong)(TextOffset + (i * FunctionSize)), CodeSize);
        // The version itself is a symbol too, as linkers make it.
        WriteSymbol(Version, globalObject, absolute, 0, 0);

        void WriteSymbol(string name, byte kind, ushort section, ulong value, ulong size) => writer
            .Word32((uint)names.Add(name)).Word8(kind).Word8(0).Word16(section).Word64(value).Word64(size);
    }

    private static void WriteVersionSymbols(VdsoWriter writer)
    {
        writer.Word16(0);
        for (int i = 0; i <= Functions.Length; i++) writer.Word16(OurVersion);
    }

    private static void WriteVersions(VdsoWriter writer, VdsoWriter.Strings names)
    {
        WriteVersion(Name, BaseVersion, flags: 1, VersionEntrySize + VersionNameSize);
        WriteVersion(Version, OurVersion, flags: 0, 0);

        void WriteVersion(string name, ushort index, ushort flags, uint next) => writer
            .Word16(1).Word16(flags).Word16(index).Word16(1).Word32(HashOf(name)).Word32(VersionEntrySize).Word32(next)
            .Word32((uint)names.Add(name)).Word32(0);
    }

    private static void WriteCode(VdsoWriter writer)
    {
        const uint loadNumber = 0x0000_0893, environmentCall = 0x0000_0073, jumpBack = 0x0000_8067, noOperation = 0x13;
        foreach (VdsoFunction function in Functions)
            writer.Word32(loadNumber | ((uint)function.Number << 20)).Word32(environmentCall).Word32(jumpBack)
                .Word32(noOperation);
    }

    /// <summary>The hash of names in the System V ABI.</summary>
    private static uint HashOf(string name)
    {
        uint hash = 0;
        foreach (byte letter in Encoding.ASCII.GetBytes(name))
        {
            hash = (hash << 4) + letter;
            hash = (hash ^ ((hash & 0xf000_0000) >> 24)) & 0x0fff_ffff;
        }

        return hash;
    }
}
