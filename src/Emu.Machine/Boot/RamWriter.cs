using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>
/// Puts images into guest RAM, and knows what lies where, so that nothing overwrites anything else. Used before the
/// CPUs run and while they are stopped.
/// </summary>
public sealed class RamWriter(AddressMap memory)
{
    /// <summary>Host memory is handed out in pieces of this size, since a span cannot be longer than 2 GiB.</summary>
    private const int PieceSize = 1 << 20;

    private readonly List<Claim> claims = [];

    /// <summary>What is put into memory now may also lie in memory that the guest only reads.</summary>
    public bool MayFillRom { get; set; }

    /// <summary>Reserves a range of RAM for a file.</summary>
    /// <exception cref="BootException">The range is not all RAM, or something else lies there.</exception>
    public void Reserve(string owner, PhysicalAddress start, ulong size)
    {
        if (memory.Find(start) is not { Host: not null } region || (region.IsReadOnly && !MayFillRom) || !region.Contains(start, size))
            throw new BootException(BootError.OutsideMemory, owner, $"{size} bytes at {start} are not all RAM");
        foreach (Claim claim in claims)
            if (start - claim.Start < claim.Size || claim.Start - start < size)
                throw new BootException(
                    BootError.Overlap, owner, $"{claim.Owner} (at {claim.Start}) with its {size} bytes at {start}");
        claims.Add(new Claim(owner, start, size));
    }

    /// <summary>What was put where, in the order of addresses.</summary>
    public IReadOnlyList<LoadedImage> Images =>
        [.. claims.Select(claim => new LoadedImage(claim.Owner, claim.Start, claim.Size)).OrderBy(each => each.Start.Value)];

    /// <summary>How many bytes of a range come before the next RAM; 0 when it starts in RAM or behind all of it.</summary>
    public ulong BytesInFrontOfRam(PhysicalAddress start, ulong size)
    {
        foreach (MemoryRegion region in memory.Regions)
        {
            if (region is not { Host: not null, IsReadOnly: false }) continue;
            if (start < region.Start) return Math.Min(region.Start - start, size);
            if (region.Contains(start, 1)) return 0;
        }

        return 0;
    }

    /// <summary>Copies a part of a file into reserved RAM.</summary>
    public void Copy(BootFile file, ulong offset, PhysicalAddress start, ulong length)
    {
        for (ulong done = 0; done < length; done += PieceSize)
            file.Read((long)(offset + done), Piece(start + done, length - done));
    }

    /// <summary>Copies bytes into reserved RAM.</summary>
    public void Copy(ReadOnlySpan<byte> bytes, PhysicalAddress start)
    {
        for (int done = 0; done < bytes.Length; done += PieceSize)
        {
            Span<byte> piece = Piece(start + (ulong)done, (ulong)(bytes.Length - done));
            bytes.Slice(done, piece.Length).CopyTo(piece);
        }
    }

    /// <summary>Zeroes reserved RAM. Pages that are zero are only read, so that untouched memory costs
    /// nothing.</summary>
    public void Clear(PhysicalAddress start, ulong length)
    {
        for (ulong done = 0; done < length; done += PieceSize)
        {
            Span<byte> piece = Piece(start + done, length - done);
            if (piece.ContainsAnyExcept((byte)0)) piece.Clear();
        }
    }

    /// <summary>Copies a stream to its end; false when it is longer than <paramref name="room"/>.</summary>
    /// <param name="source">What to copy.</param>
    /// <param name="start">Where to, inside of reserved RAM.</param>
    /// <param name="room">Bytes that may be written.</param>
    /// <param name="length">Bytes that were written.</param>
    public bool TryCopy(Stream source, PhysicalAddress start, ulong room, out ulong length)
    {
        length = 0;
        while (length < room)
        {
            int count = source.Read(Piece(start + length, room - length));
            if (count == 0) return true;
            length += (ulong)count;
        }

        return source.ReadByte() < 0;
    }

    private Span<byte> Piece(PhysicalAddress start, ulong length) =>
        memory.Memory(start, (int)Math.Min(length, PieceSize));

    private readonly record struct Claim(string Owner, PhysicalAddress Start, ulong Size);
}
