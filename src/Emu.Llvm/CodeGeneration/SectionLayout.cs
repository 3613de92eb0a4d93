using System.Numerics;
using Emu.Elf;

namespace Emu.Llvm.CodeGeneration;

/// <summary>Where the sections of an object come to lie: the entry's first, then other instructions, then
/// constants.</summary>
internal sealed class SectionLayout
{
    private const byte Breakpoint = 0xCC;

    private readonly int?[] offsets;
    private readonly int length;

    internal SectionLayout(in ObjectFile file, int entry)
    {
        offsets = new int?[file.Sections.Length];
        if (!file.SectionAt((uint)entry).IsText)
            throw new ObjectCodeException($"the function lies in {file.SectionAt((uint)entry).Name}, which is no code");
        Place(file.Sections, entry, ref length);
        for (int i = 0; i < offsets.Length; i++)
            if (i != entry && file.Sections[i].IsText) Place(file.Sections, i, ref length);
        TextLength = length;
        for (int i = 0; i < offsets.Length; i++)
            if (file.Sections[i] is { IsLoaded: true, IsText: false }) Place(file.Sections, i, ref length);
    }

    /// <summary>Bytes of instructions.</summary>
    internal int TextLength { get; }

    /// <summary>Where a section lies, null if it is left out.</summary>
    internal int? OffsetOf(uint section) => section < (uint)offsets.Length
        ? offsets[section]
        : throw new ObjectCodeException($"there is no section {section}");

    /// <summary>The sections' bytes in their places, not relocated.</summary>
    internal byte[] CopySections(in ObjectFile file)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan(0, TextLength).Fill(Breakpoint);
        for (int i = 0; i < offsets.Length; i++)
            if (offsets[i] is { } offset) file.Content(file.Sections[i]).CopyTo(bytes.AsSpan(offset));
        return bytes;
    }

    private void Place(ObjectSection[] sections, int index, ref int end)
    {
        ObjectSection section = sections[index];
        if (section.Type != ElfSectionType.Program)
            throw new ObjectCodeException($"section {section.Name} has type {section.Type}");
        if (section.IsWritten)
            throw new ObjectCodeException($"section {section.Name} is written; code has no data of its own");
        ulong alignment = Math.Max(section.Header.Alignment, 1);
        if (!BitOperations.IsPow2(alignment) || alignment > ObjectCode.Alignment)
            throw new ObjectCodeException($"section {section.Name} asks for an alignment of {alignment}");
        int offset = checked((int)(((uint)end + alignment - 1) & ~(alignment - 1)));
        offsets[index] = offset;
        end = checked(offset + section.Size);
    }
}
