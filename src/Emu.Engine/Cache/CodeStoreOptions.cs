namespace Emu.Engine.Cache;

/// <summary>Where a machine's translated code is kept, and what it is valid for.</summary>
public sealed record CodeStoreOptions
{
    /// <summary>Whether there is a cache on disk.</summary>
    public CacheMode Mode { get; init; } = CacheMode.On;

    /// <summary>The directory of cache files; null for <see cref="CacheDirectory.DefaultPath"/>.</summary>
    public string? Directory { get; init; }

    /// <summary>One file to use instead of the one in the directory that belongs to the image; null for that
    /// one.</summary>
    public string? File { get; init; }

    /// <summary>The guest's image, which names the file.</summary>
    public required UInt128 ImageHash { get; init; }

    /// <summary>What the image is called on the host, for people and for <c>emu cache optimize</c>; null where that is not
    /// known.</summary>
    public string? ImageName { get; init; }

    /// <summary>What code is generated for; code of another environment is left alone.</summary>
    public required CacheEnvironment Environment { get; init; }

    /// <summary>Takes a line for the user, without a line end, when the cache cannot be used as wanted. The guest runs
    /// on.</summary>
    public required Action<string> Warn { get; init; }

    /// <summary>
    /// Bytes that the file may grow to by adding to it. What comes later stays in memory, as guests that generate code
    /// without end would fill the disk.
    /// </summary>
    public ulong MaximumFileSize { get; init; } = 256 << 20;

    /// <summary>Bytes that the files in the directory may have together when this one is opened; those of other images
    /// are deleted, the least recently used first.</summary>
    public long MaximumDirectorySize { get; init; } = CacheCollector.DefaultMaximumSize;

    /// <summary>False in a process that a guest's program shares, whose signals are its own.</summary>
    public bool IgnoresFileSizeSignal { get; init; } = true;

    /// <summary>Milliseconds between two looks at what other processes have added; 0 looks each time that a page's code is
    /// asked for.</summary>
    public int FollowInterval { get; init; }

    /// <summary>False where the user is not told that the file could not be added to: in user mode it is the program's
    /// limit on files, and its standard error.</summary>
    public bool ReportsFailedWrites { get; init; } = true;

    /// <summary>False where the user is not told that the host does not let this user use the directory or the file: in
    /// user mode programs run under any user, and their standard error is their own.</summary>
    public bool ReportsRefusals { get; init; } = true;

    /// <summary>Bytes of code that are kept in memory when there is no file to add to.</summary>
    public ulong MaximumMemorySize { get; init; } = 256 << 20;

    /// <summary>Looks at the directory's size each time, and not only when a file is new: programs may be started many
    /// times a second.</summary>
    public bool CollectsAlways { get; init; } = true;

    /// <summary>How many files of other images in the directory, of those used lately the largest, are searched for
    /// pages that the image shares with them.</summary>
    public int MaximumSiblings { get; init; } = 4;
}
