using Emu.Block.Qcow2;

namespace Emu.Block.Filters;

/// <summary>
/// A raw disk whose format was found by looking at its bytes: writes that would make it look like an image of another format
/// are refused, so that a guest cannot choose which files the next start opens.
/// </summary>
/// <param name="below">The raw node; closed with this one.</param>
public sealed class FirstSectorGuard(BlockNode below) : FilterNode(below)
{
    private const int SectorSize = 512;

    /// <inheritdoc/>
    public override string Driver => Below.Driver;

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags) =>
        offset < SectorSize ? WriteCheckedAsync(offset, data, flags) : Below.WriteAsync(offset, data, flags);

    private async ValueTask WriteCheckedAsync(long offset, IoVector data, WriteFlags flags)
    {
        // The bytes are copied before they are looked at, since the guest may change its own ones meanwhile.
        int length = (int)Math.Min(data.Length, SectorSize - offset);
        using IoBuffer sector = new(SectorSize);
        if (length < SectorSize) await Below.ReadAsync(0, sector.Vector.Slice(0, Math.Min(SectorSize, Below.Length)));
        data.Slice(0, length).CopyTo(sector.Span[(int)offset..]);
        if (Qcow2Header.IsOne(sector.Span))
            throw BlockException.OfHost(new Host.HostError(1));
        await Below.WriteAsync(offset, sector.Vector.Slice(offset, length), flags);
        if (length < data.Length) await Below.WriteAsync(offset + length, data.Slice(length), flags);
    }
}
