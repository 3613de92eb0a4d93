namespace Emu.Engine.Cache;

/// <summary>
/// A user-mode program's code: a store for each file that it is made of, opened when code of it first runs, so that
/// all programs share what was translated of a library; and one in memory for code that the program makes itself.
/// </summary>
internal sealed class ProgramStores(IProgramObjects files, Func<UInt128?, string?, CodeStore> open) : ICodeStores, IDisposable
{
    private readonly Lock gate = new();

    // Guarded by gate.
    private readonly Dictionary<ProgramObject, CodeStore> byFile = [];
    private readonly Dictionary<UInt128, CodeStore> byHash = [];
    private CodeStore? anonymous;
    private bool opensFiles = true;

    /// <inheritdoc/>
    public CodeStore Of(ulong pageAddress, bool isVolatile)
    {
        ProgramObject? file = isVolatile ? null : files.ObjectAt(pageAddress);
        lock (gate)
        {
            if (file is null) return Anonymous;
            if (byFile.TryGetValue(file, out CodeStore? store)) return store;
            return byFile[file] = Open(file);
        }
    }

    /// <summary>True for files. Code that a program makes itself appears and disappears page by page.</summary>
    public bool HasNeighbours(CodeStore store)
    {
        lock (gate) return store != anonymous;
    }

    /// <summary>True for what is in memory, also where the page is not volatile: the store finds code by content
    /// alone.</summary>
    public bool ChangesWhileItRuns(CodeStore store) => !HasNeighbours(store);

    /// <inheritdoc/>
    public void PublishBaseline(bool all)
    {
        foreach (CodeStore store in All) store.PublishBaseline(all);
    }

    /// <summary>Repairs all stores' files, when nothing more will be added: see <see cref="CodeStore.Mend"/>.</summary>
    public void Mend()
    {
        foreach (CodeStore store in All) store.Mend();
    }

    /// <summary>Whether any file has been added to.</summary>
    public bool HasNewCode => All.Any(store => store.Statistics is { IsAppending: true, AddedRegions: > 0 });

    /// <summary>In a process that was forked: see <see cref="CodeStore.Detach"/>.</summary>
    public void Detach()
    {
        foreach (CodeStore store in All) store.Detach();
    }

    /// <summary>Closes the files, and opens no others: see <see cref="CodeStore.CloseFile"/>.</summary>
    public void CloseFiles()
    {
        opensFiles = false;
        foreach (CodeStore store in All) store.CloseFile();
    }

    /// <summary>All stores that are open.</summary>
    public IReadOnlyList<CodeStore> All
    {
        get
        {
            lock (gate) return [.. byHash.Values, .. anonymous is null ? [] : new[] { anonymous }];
        }
    }

    public void Dispose()
    {
        foreach (CodeStore store in All) store.Dispose();
    }

    private CodeStore Anonymous => anonymous ??= open(null, null);

    private CodeStore Open(ProgramObject file)
    {
        if (!opensFiles || ProgramObjectHash.Of(file) is not { } hash) return Anonymous;
        if (!byHash.TryGetValue(hash, out CodeStore? store)) byHash[hash] = store = open(hash, file.Path);
        return store;
    }
}
