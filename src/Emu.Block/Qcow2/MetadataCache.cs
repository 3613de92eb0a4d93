namespace Emu.Block.Qcow2;

/// <summary>
/// Tables of an image, each a cluster, as they lie in the file, in memory. Changed ones are written only by
/// <see cref="WriteBackAsync"/>, since the order in which tables reach the medium is what keeps an image whole.
/// </summary>
/// <param name="file">The image's file.</param>
/// <param name="tableBytes">Bytes of a table: the cluster size.</param>
/// <param name="capacity">Tables that are kept; changed ones are kept beyond it.</param>
/// <param name="loadStep">What reading a table is called (<see cref="BlockNode.Trace"/>).</param>
/// <param name="updateStep">What writing one is called.</param>
internal sealed class MetadataCache(
    BlockNode file, int tableBytes, int capacity, string loadStep, string updateStep) : IDisposable
{
    private readonly Dictionary<long, Table> tables = [];
    private readonly LinkedList<Table> recent = new();
    private int dirty;

    /// <summary>True when a table has changed since it was written.</summary>
    public bool IsDirty => dirty != 0;

    /// <summary>True when so many tables have changed that they should be written before more do.</summary>
    public bool IsCrowded => dirty >= capacity;

    /// <summary>The table at an offset of the file, read if it is not there. It stays valid until the next call that
    /// waits.</summary>
    public async ValueTask<Table> LoadAsync(long offset)
    {
        if (tables.TryGetValue(offset, out Table? table))
        {
            recent.Remove(table.Place);
            recent.AddFirst(table.Place);
            return table;
        }

        IoBuffer buffer = new(tableBytes);
        try
        {
            file.Trace(loadStep);
            await file.ReadAsync(offset, buffer.Vector);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return Add(offset, buffer);
    }

    /// <summary>A table of zeros for an offset where a new one begins; it counts as changed.</summary>
    public Table Create(long offset)
    {
        Forget(offset);
        Table table = Add(offset, new IoBuffer(tableBytes));
        MarkDirty(table);
        return table;
    }

    /// <summary>Says that a table's bytes were changed.</summary>
    public void MarkDirty(Table table)
    {
        if (table.IsDirty) return;
        table.IsDirty = true;
        dirty++;
    }

    /// <summary>Drops the table at an offset, changed or not: its cluster is no table any more.</summary>
    public void Forget(long offset)
    {
        if (tables.Remove(offset, out Table? table)) Remove(table);
    }

    /// <summary>Drops all tables, changed or not.</summary>
    public void Clear()
    {
        foreach (Table table in tables.Values) table.Buffer.Dispose();
        tables.Clear();
        recent.Clear();
        dirty = 0;
    }

    /// <summary>Writes all changed tables, in the order of their offsets. They reach the medium with the file's next
    /// flush.</summary>
    public async ValueTask WriteBackAsync()
    {
        if (dirty == 0) return;
        Table[] changed = [.. tables.Values.Where(table => table.IsDirty).OrderBy(table => table.Offset)];
        foreach (Table table in changed)
        {
            file.Trace(updateStep);
            await file.WriteAsync(table.Offset, table.Buffer.Vector);
            table.IsDirty = false;
            dirty--;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private Table Add(long offset, IoBuffer buffer)
    {
        for (LinkedListNode<Table>? oldest = recent.Last; tables.Count >= capacity && oldest is not null;)
        {
            Table table = oldest.Value;
            oldest = oldest.Previous;
            if (table.IsDirty) continue;
            tables.Remove(table.Offset);
            Remove(table);
        }

        Table added = new(offset, buffer);
        tables.Add(offset, added);
        recent.AddFirst(added.Place);
        return added;
    }

    private void Remove(Table table)
    {
        recent.Remove(table.Place);
        if (table.IsDirty) dirty--;
        table.Buffer.Dispose();
    }

    /// <summary>A table in memory.</summary>
    internal sealed class Table
    {
        internal Table(long offset, IoBuffer buffer)
        {
            Offset = offset;
            Buffer = buffer;
            Place = new LinkedListNode<Table>(this);
        }

        /// <summary>Where it lies in the file.</summary>
        public long Offset { get; }

        /// <summary>Its bytes, big endian as in the file.</summary>
        public Span<byte> Bytes => Buffer.Span;

        internal IoBuffer Buffer { get; }

        internal LinkedListNode<Table> Place { get; }

        internal bool IsDirty { get; set; }
    }
}
