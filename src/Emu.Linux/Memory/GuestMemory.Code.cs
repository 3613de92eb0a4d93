using Emu.Engine;
using Emu.Host;

namespace Emu.Linux.Memory;

/// <content>
/// Stores to pages that code was decoded from: all mappings of this process by which such a page can be stored to are
/// kept read-only on the host, which only the host's kernel and the handler of faults notice.
/// docs/decisions/0013-changing-code.md lists what is noticed, and what cannot be.
/// </content>
public sealed unsafe partial class GuestMemory : ICodeGuard
{
    private static readonly byte[] memoryFilePrefix = [.. "/memfd:"u8];

    // Files that code has been mapped from, and unnamed ones that this process has made; none is ever taken out.
    private readonly HashSet<(ulong Device, ulong Inode)> codeFiles = [], ownFiles = [];
    private volatile int codeFilesVersion;

    // Where the calling thread, under the lock, has found code that others can change now: told when it has released it.
    [ThreadStatic]
    private static List<(ulong Start, ulong End)>? stale;

    // Another process may have what this one shares: it was forked, or has sent a descriptor away.
    private volatile bool isShared;

    /// <inheritdoc/>
    public bool HasStored => StoreWatch.HasStored;

    /// <summary>Changes when code has been mapped from a file from which none was before.</summary>
    internal int CodeFilesVersion => codeFilesVersion;

    /// <inheritdoc/>
    public PageGuard GuardPage(ulong page)
    {
        // Most code: no mapping of this process allows stores to it. A call that maps it otherwise tells all CPUs to forget it.
        if (table.Find(page) is { IsWritable: false, IsShared: false } plain
            && (plain.File is null || table.SharedWritableCount == 0))
            return PageGuard.Constant;
        lock (changing)
        {
            if (table.Find(page) is not { } mapping) return PageGuard.Constant;
            bool isVolatile = false;
            if (mapping.IsWritable)
            {
                if (!StoreWatch.TryWatch(page)) return PageGuard.Unguarded;
                isVolatile = true;
            }

            if (mapping.File is { } file && table.SharedWritableCount != 0)
            {
                ulong offset = mapping.OffsetOf(page);
                for (int i = 0; i < table.Count; i++)
                {
                    Mapping other = table[i];
                    if (!other.IsShared || !other.IsWritable || !other.Holds(file, offset)) continue;
                    if (!StoreWatch.TryWatch(other.Start + (offset - other.Offset))) return PageGuard.Unguarded;
                    isVolatile = true;
                }
            }

            if (mapping.IsShared && MayBeStoredByOthers(mapping.File!)) return PageGuard.Compared;
            return isVolatile ? PageGuard.Watched : PageGuard.Constant;
        }
    }

    /// <inheritdoc/>
    public bool TakeStored(List<ulong> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        ulong* stored = stackalloc ulong[StoreWatch.MostPages];
        int count = StoreWatch.Take(stored);
        if (count < 0) return false;
        for (int i = 0; i < count; i++)
        {
            pages.Add(stored[i]);
            if (table.Find(stored[i]) is not { IsShared: true, File: { } file } mapping) continue;
            ulong offset = mapping.OffsetOf(stored[i]);
            lock (changing)
            {
                for (int j = 0; j < table.Count; j++)
                    if (table[j].IsExecutable && table[j].Holds(file, offset))
                        pages.Add(table[j].Start + (offset - table[j].Offset));
            }
        }

        return true;
    }

    /// <summary>
    /// The host's kernel is about to write to a range for the program: it would be refused where a page is watched. True
    /// when one was.
    /// </summary>
    internal bool OpenForKernel(ulong start, ulong length)
    {
        if (StoreWatch.Watched == 0 || length == 0) return false;
        ulong end = start + length;
        if (end < start || end > Limit) end = Limit;
        lock (changing) return StoreWatch.Open(start & ~PageMask, end) != 0;
    }

    /// <summary>The contents of a file have changed, in a way that is no store by a mapping: code that was mapped from
    /// that part is forgotten.</summary>
    internal void NoteFileChanged(ulong device, ulong inode, ulong start, ulong end)
    {
        List<(ulong Start, ulong End)> code;
        lock (changing) code = CodeOf(device, inode, start, end);
        foreach ((ulong from, ulong to) in code) Notify(from, to);
    }

    /// <summary>What a write to a descriptor may change.</summary>
    internal FileWriteKind KindOf(int descriptor, out MappedFile? file)
    {
        if (Identify(descriptor, out file) < 0) return FileWriteKind.Harmless;
        lock (changing)
            if (codeFiles.Contains((file!.Device, file.Inode))) return FileWriteKind.Code;
        if (!OtherProcess.TryParseMemoryFile(file!, out int process)) return FileWriteKind.Harmless;
        return process == HostProcess.CurrentProcessId ? FileWriteKind.OwnMemory : FileWriteKind.OtherMemory;
    }

    /// <summary>The program itself has changed bytes of its memory without a store, and the host has let it.</summary>
    internal void NoteWritten(ulong start, ulong length)
    {
        ulong first = start & ~PageMask;
        if (IsUser(start, length)) Notify(first, RoundUp(start + length));
    }

    /// <summary>A descriptor of an unnamed file that this process has just made.</summary>
    internal void NoteOwnFile(int descriptor)
    {
        if (Identify(descriptor, out MappedFile? file) < 0) return;
        lock (changing) ownFiles.Add((file!.Device, file.Inode));
    }

    /// <summary>From now on other processes may have whatever this one shares.</summary>
    internal void NoteSharing()
    {
        if (isShared) return;
        isShared = true;
        List<(ulong Start, ulong End)> shared = [];
        lock (changing)
        {
            for (int i = 0; i < table.Count; i++)
                if (table[i] is { IsShared: true, IsExecutable: true } code) shared.Add((code.Start, code.End));
        }

        foreach ((ulong start, ulong end) in shared) Notify(start, end);
    }

    /// <summary>Under the lock, before the host's mappings of a range change: nothing in it is watched any more. It counts
    /// as stored to, which the CPUs that have code of it, by whatever address, learn before the system call ends.</summary>
    internal static void Unwatch(ulong start, ulong end) => _ = StoreWatch.Open(start, end);

    /// <summary>Under the lock, after pages were mapped so, or given that protection.</summary>
    internal void NoteMapped(Mapping mapping)
    {
        if (mapping.File is not { } file) return;
        if (mapping.IsExecutable && codeFiles.Add((file.Device, file.Inode))) codeFilesVersion++;
        if (mapping is not { IsShared: true, IsWritable: true }) return;
        (stale ??= []).AddRange(CodeOf(file.Device, file.Inode, mapping.Offset, mapping.Offset + mapping.Length));
    }

    /// <summary>After the lock was released: tells of what <see cref="NoteMapped"/> has found.</summary>
    internal void TellOfCode()
    {
        if (stale is not { Count: > 0 } ranges) return;
        stale = null;
        foreach ((ulong start, ulong end) in ranges) Notify(start, end);
    }

    // Where a part of a file is mapped executable. Under the lock.
    private List<(ulong Start, ulong End)> CodeOf(ulong device, ulong inode, ulong start, ulong end)
    {
        List<(ulong Start, ulong End)> found = [];
        if (!codeFiles.Contains((device, inode))) return found;
        for (int i = 0; i < table.Count; i++)
        {
            Mapping mapping = table[i];
            if (!mapping.IsExecutable || mapping.File is not { } file || file.Device != device || file.Inode != inode)
                continue;
            ulong from = Math.Max(start & ~PageMask, mapping.Offset), mappedEnd = mapping.Offset + mapping.Length;
            ulong to = end >= mappedEnd ? mappedEnd : RoundUp(end);
            if (from < to) found.Add((mapping.Start + (from - mapping.Offset), mapping.Start + (to - mapping.Offset)));
        }

        return found;
    }

    private bool MayBeStoredByOthers(MappedFile file)
    {
        if (isShared) return true;
        if (file is { Device: MemoryDevice } && file.Path.AsSpan().SequenceEqual(sharedMemoryName)) return false;
        return !(file.Path.AsSpan().StartsWith(memoryFilePrefix) && ownFiles.Contains((file.Device, file.Inode)));
    }
}
