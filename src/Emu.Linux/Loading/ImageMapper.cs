using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Loading;

/// <summary>Maps an ELF image's segments as Linux does: what is in the file from the file, the rest as zeros.</summary>
internal sealed class ImageMapper(IProgramMemory memory, ElfImage image, ProgramFile file)
{
    private const MapFlags Reserving = MapFlags.Private | MapFlags.Anonymous | MapFlags.NoReserve;

    private const PageProtection Writable = PageProtection.Read | PageProtection.Write;

    private static readonly byte[] Zeros = new byte[GuestMemory.PageSize];

    /// <summary>Maps the image.</summary>
    /// <param name="hint">Where an image that can be moved should go if there is room; 0 leaves it to the
    /// allocator.</param>
    /// <param name="bias">What was added to the image's addresses.</param>
    /// <returns>Null, or what failed; some of it may be mapped then.</returns>
    public ProgramError? Map(ulong hint, out ulong bias)
    {
        long place = FindPlace(hint, out bias);
        if (place < 0)
        {
            ProgramFault fault = place == -Errno.Exists ? ProgramFault.AddressTaken : ProgramFault.CannotMap;
            return new ProgramError(fault, file.Name, (int)-place);
        }

        ulong mappedEnd = 0;
        foreach (ElfSegment segment in image.Segments)
        {
            ElfSegment moved = segment with { Address = segment.Address + bias };
            long result = MapSegment(moved, mappedEnd);
            if (result < 0) return new ProgramError(ProgramFault.CannotMap, file.Name, (int)-result);
            mappedEnd = PageMath.Up(moved.End);
        }

        return null;
    }

    /// <summary>Finds room for the whole image, holes included, so that its segments keep their distances.</summary>
    private long FindPlace(ulong hint, out ulong bias)
    {
        bias = 0;
        ulong length = image.End - image.Start;
        ulong slack = image.IsFixed ? 0 : image.Alignment - GuestMemory.PageSize;
        if (slack > memory.Limit) return -Errno.NoMemory;
        ulong wanted = image.IsFixed ? image.Start : hint;
        MapFlags flags = image.IsFixed ? Reserving | MapFlags.FixedNoReplace : Reserving;
        long result = memory.Map(wanted, length + slack, PageProtection.None, flags);
        if (result < 0) return result;
        ulong found = (ulong)result;
        long unmapped = memory.Unmap(found, length + slack);
        if (unmapped < 0) return unmapped;
        if (image.IsFixed) return found == image.Start ? 0 : -Errno.Exists;
        // The bias is a multiple of the alignment, whatever the image's own first address is.
        bias = (found - image.Start + image.Alignment - 1) & ~(image.Alignment - 1);
        return 0;
    }

    private long MapSegment(in ElfSegment segment, ulong mappedEnd)
    {
        ulong anonymous = PageMath.Down(segment.Address);
        if (segment.FileSize != 0)
        {
            long result = MapFromFile(segment);
            if (result < 0) return result;
            anonymous = PageMath.Up(segment.FileEnd);
        }
        else if (anonymous < mappedEnd)
        {
            // The first page holds the end of the segment before, and stays.
            anonymous = mappedEnd;
            long result = ClearPart(segment.Address, Math.Min(segment.End, mappedEnd), segment.Protection);
            if (result < 0) return result;
        }

        ulong end = PageMath.Up(segment.End);
        if (anonymous >= end) return 0;
        const MapFlags flags = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;
        return memory.Map(anonymous, end - anonymous, segment.Protection, flags);
    }

    private long MapFromFile(in ElfSegment segment)
    {
        ulong start = PageMath.Down(segment.Address);
        ulong clearedEnd = Math.Min(PageMath.Up(segment.FileEnd), segment.End);
        bool clears = clearedEnd > segment.FileEnd;
        PageProtection protection = clears ? segment.Protection | Writable : segment.Protection;
        long result = memory.Map(
            start, segment.FileEnd - start, protection, MapFlags.Private | MapFlags.Fixed, file.Descriptor,
            segment.Offset - PageMath.Offset(segment.Address));
        if (result < 0 || !clears) return result;
        // Linux clears the rest of the page, beyond the segment's own end too.
        return ClearPart(segment.FileEnd, PageMath.Up(segment.FileEnd), segment.Protection, protection);
    }

    private long ClearPart(
        ulong start, ulong end, PageProtection protection,
        PageProtection current = PageProtection.None)
    {
        ulong page = PageMath.Down(start), length = PageMath.Up(end) - page;
        if (current == PageProtection.None)
        {
            long opened = memory.Protect(page, length, protection | Writable);
            if (opened < 0) return opened;
        }

        if (!memory.TryWrite(start, Zeros.AsSpan(0, (int)(end - start)))) return -Errno.BadAddress;
        return protection == current ? 0 : memory.Protect(PageMath.Down(start), length, protection);
    }
}
