namespace Emu.Linux.Memory;

/// <summary>Pages that were mapped alike: what the kernel keeps in a vm_area_struct. Never changes.</summary>
internal sealed record Mapping
{
    /// <summary>Guest address of the first page.</summary>
    public required ulong Start { get; init; }

    /// <summary>First address behind the last page.</summary>
    public required ulong End { get; init; }

    /// <summary>As the program asked for it.</summary>
    public required PageProtection Protection { get; init; }

    /// <summary>Stores are seen by all who map the same object.</summary>
    public bool IsShared { get; init; }

    /// <summary>Where the pages come from; null for private memory without a file.</summary>
    public MappedFile? File { get; init; }

    /// <summary>Where in the file the first page comes from.</summary>
    public ulong Offset { get; init; }

    /// <summary>A name in brackets, such as [stack].</summary>
    public string? Name { get; init; }

    /// <summary>Mapped with MAP_GROWSDOWN.</summary>
    public bool GrowsDown { get; init; }

    /// <summary>A child made by fork does not get it (MADV_DONTFORK).</summary>
    public bool StaysInParent { get; init; }

    /// <summary>The shmat(2) that it comes from: the same object for all pieces of one attachment.</summary>
    public SharedMemoryAttachment? Attachment { get; init; }

    /// <summary>Bytes.</summary>
    public ulong Length => End - Start;

    /// <summary>Pages of it may lie beyond the end of what they come from; of shared memory too, after
    /// mremap(2).</summary>
    public bool MayBeBeyondFile => File is not null;

    /// <summary>The page at an address was beyond the end of the file already when it was mapped.</summary>
    public bool WasBeyondFile(ulong page) => File is not null && Offset + (page - Start) >= (ulong)File.Size;

    /// <summary>True when the protection allows loads: a page that may be written may be read, as RISC-V's page tables
    /// have it.</summary>
    public bool IsReadable => (Protection & (PageProtection.Read | PageProtection.Write)) != 0;

    /// <summary>True when the protection allows stores.</summary>
    public bool IsWritable => (Protection & PageProtection.Write) != 0;

    /// <summary>True when the protection allows fetches.</summary>
    public bool IsExecutable => (Protection & PageProtection.Execute) != 0;

    /// <summary>The part between two addresses, which must overlap it.</summary>
    public Mapping Clip(ulong start, ulong end)
    {
        ulong from = Math.Max(start, Start), to = Math.Min(end, End);
        if (from == Start && to == End) return this;
        return this with { Start = from, End = to, Offset = OffsetOf(from) };
    }

    /// <summary>The same pages at another address, and perhaps more or fewer of them.</summary>
    public Mapping MoveTo(ulong start, ulong length) => this with { Start = start, End = start + length };

    /// <summary>Where in the file a page comes from; 0 without a file.</summary>
    public ulong OffsetOf(ulong address) => File is null ? 0 : Offset + (address - Start);

    /// <summary>True when a part of a file is mapped here, as it was or as it is now.</summary>
    public bool Holds(MappedFile file, ulong offset) =>
        File is { } own && own.Inode == file.Inode && own.Device == file.Device && offset - Offset < Length;

    /// <summary>True when the next mapping continues this one, so that the two are one.</summary>
    public bool ContinuesWith(Mapping next) =>
        End == next.Start && Protection == next.Protection && IsShared == next.IsShared && Name == next.Name &&
        GrowsDown == next.GrowsDown && StaysInParent == next.StaysInParent && Attachment == next.Attachment &&
        (File is null
            ? next.File is null
            : next.File is not null && File.IsSame(next.File) && OffsetOf(End) == next.Offset);
}
