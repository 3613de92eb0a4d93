using System.Text;
using Emu.Elf;
using Emu.Linux.Abi;

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
public static class Vdso
{
    /// <summary>Bytes of the image, one page.</summary>
    public const int Size = 4096;

    /// <summary>Offset in the image of the first function: where a signal handler returns to.</summary>
    public const ulong SignalReturn = TextOffset;

    private const int TextOffset = 0x800, FunctionSize = 16;
    private const string Name = "linux-vdso.so.1";
    private const int SymbolSize = 24, VersionEntrySize = 20, VersionNameSize = 8, DynamicEntrySize = 16;
    private const ushort BaseVersion = 1, OurVersion = 2, TextSection = 7;

    /// <summary>Makes the image.</summary>
    public static byte[] Build(LinuxAbi abi)
    {
        ArgumentNullException.ThrowIfNull(abi);
        VdsoContent content = abi.Vdso;
        ElfWriter image = new(new byte[Size], abi.Architecture.ElfMachine, abi.ElfFlags);
        ElfStrings names = new();
        ElfSection hash = image.Add(".hash", ElfSectionType.Hash, 8, writer => WriteHash(writer, content));
        ElfSection symbols = image.Add(".dynsym", ElfSectionType.DynamicSymbols, 8, writer => WriteSymbols(writer, names, content));
        ElfSection versions = image.Add(
            ".gnu.version", ElfSectionType.VersionSymbols, 2, writer => WriteVersionSymbols(writer, content));
        ElfSection definitions = image.Add(
            ".gnu.version_d", ElfSectionType.VersionDefinitions, 8, writer => WriteVersions(writer, names, content.Version));
        int soname = names.Add(Name);
        ElfSection strings = image.Add(".dynstr", ElfSectionType.Strings, 1, writer => writer.Bytes(names.ToArray()));
        ElfSection dynamic = image.Add(".dynamic", ElfSectionType.Dynamic, 8, writer =>
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
        ElfSection text = image.Add(".text", ElfSectionType.Program, 16, writer => WriteCode(writer, content));
        ElfSection[] sections =
        [
            hash with { EntrySize = 4, Link = 2 },
            symbols with { EntrySize = SymbolSize, Link = 5, Info = 1 },
            versions with { EntrySize = 2, Link = 2 },
            definitions with { Link = 5, Info = 2 },
            strings,
            dynamic with { EntrySize = DynamicEntrySize, Link = 5, Flags = ElfSection.Allocated },
            text with { Flags = ElfSection.Allocated | ElfSection.Executable },
        ];
        image.Finish(sections, dynamic);
        return image.Image;
    }

    private static void WriteHash(ElfWriter writer, VdsoContent content)
    {
        // One bucket: the chain goes through all symbols.
        writer.Word32(1).Word32((uint)content.Functions.Count + 1 + 1).Word32(1);
        writer.Word32(0);
        for (int symbol = 1; symbol <= content.Functions.Count; symbol++) writer.Word32((uint)symbol + 1);
        writer.Word32(0);
    }

    private static void WriteSymbols(ElfWriter writer, ElfStrings names, VdsoContent content)
    {
        const byte globalFunction = 0x12, globalObject = 0x11;
        const ushort absolute = 0xfff1;
        writer.Bytes(new byte[SymbolSize]);
        for (int i = 0; i < content.Functions.Count; i++)
        {
            VdsoFunction function = content.Functions[i];
            WriteSymbol(
                function.Name, globalFunction, TextSection, (ulong)(TextOffset + (i * FunctionSize)),
                (ulong)content.CodeOf(function.Number).Length);
        }

        // The version itself is a symbol too, as linkers make it.
        WriteSymbol(content.Version, globalObject, absolute, 0, 0);

        void WriteSymbol(string name, byte kind, ushort section, ulong value, ulong size) => writer
            .Word32((uint)names.Add(name)).Word8(kind).Word8(0).Word16(section).Word64(value).Word64(size);
    }

    private static void WriteVersionSymbols(ElfWriter writer, VdsoContent content)
    {
        writer.Word16(0);
        for (int i = 0; i <= content.Functions.Count; i++) writer.Word16(OurVersion);
    }

    private static void WriteVersions(ElfWriter writer, ElfStrings names, string version)
    {
        WriteVersion(Name, BaseVersion, flags: 1, VersionEntrySize + VersionNameSize);
        WriteVersion(version, OurVersion, flags: 0, 0);

        void WriteVersion(string name, ushort index, ushort flags, uint next) => writer
            .Word16(1).Word16(flags).Word16(index).Word16(1).Word32(HashOf(name)).Word32(VersionEntrySize).Word32(next)
            .Word32((uint)names.Add(name)).Word32(0);
    }

    private static void WriteCode(ElfWriter writer, VdsoContent content)
    {
        foreach (VdsoFunction function in content.Functions)
        {
            byte[] code = content.CodeOf(function.Number);
            writer.Bytes(code);
            for (int done = code.Length; done < FunctionSize; done += content.Filler.Length) writer.Bytes(content.Filler);
        }
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
