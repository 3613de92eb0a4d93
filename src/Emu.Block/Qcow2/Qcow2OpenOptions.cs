namespace Emu.Block.Qcow2;

/// <summary>What a qcow2 image is opened for.</summary>
/// <param name="Writable">It is going to be written.</param>
/// <param name="Discards">Storage of clusters that are no longer used is given back to the host
/// (<c>discard=unmap</c>).</param>
/// <param name="IsRepair">It is opened to be repaired: what is wrong with it does not matter, and nothing is repaired
/// on the way.</param>
/// <param name="MetadataOnly">Only its description is wanted: no other file is opened.</param>
/// <param name="LazyRefcounts">Counts may be behind until the image is closed; null for what the header says.</param>
/// <param name="ChecksOverlaps">Bytes of the disk never go where metadata lie, whatever tables say.</param>
/// <param name="TableCacheBytes">Memory for level 2 tables; 0 for what the disk needs, up to 32 MiB.</param>
/// <param name="CountCacheBytes">Memory for blocks of counts; 0 for 2 MiB.</param>
public readonly record struct Qcow2OpenOptions(
    bool Writable = false, bool Discards = true, bool IsRepair = false, bool MetadataOnly = false,
    bool? LazyRefcounts = null, bool ChecksOverlaps = true, long TableCacheBytes = 0, long CountCacheBytes = 0);
