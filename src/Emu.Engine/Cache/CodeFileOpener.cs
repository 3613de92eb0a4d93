using Emu.CacheFormat;
using Emu.Host;

namespace Emu.Engine.Cache;

/// <summary>Opens the cache files of a store. What goes wrong becomes one line for the user, never an error.</summary>
internal sealed class CodeFileOpener
{
    /// <summary>How long a store waits for another process's turn to end. Set where a busy machine must not matter, before
    /// a store is opened.</summary>
    public static TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(500);

    private const int Attempts = 4;
    private const int CandidatesPerSibling = 4;
    private const string InMemory = "translated code is kept in memory";

    private readonly CodeStoreOptions options;
    private readonly UInt128 environment;
    private readonly CacheDirectory directory;
    private bool isDirectoryTrusted;

    public CodeFileOpener(CodeStoreOptions options, UInt128 environment)
    {
        this.options = options;
        this.environment = environment;
        directory = new CacheDirectory(options.Directory);
    }

    /// <summary>The image's own file; null when there is none to use.</summary>
    /// <param name="isAppending">True when it can be added to.</param>
    public CodeFile? OpenOwn(out bool isAppending)
    {
        isAppending = options.Mode == CacheMode.On;
        if (options.Mode == CacheMode.Off) return null;
        try
        {
            string path = options.File ?? PathInDirectory();
            return isAppending ? OpenForAppending(path, ref isAppending) : Map(Read(path));
        }
        catch (Exception e) when (e is CacheFileException or IOException)
        {
            isAppending = false;
            Report(e, InMemory);
            return null;
        }
    }

    /// <summary>Files of other images that were used lately; those that cannot be used are left to their own
    /// emulators.</summary>
    public List<CodeFile> OpenSiblings(CodeFile? own)
    {
        List<CodeFile> siblings = [];
        if (!isDirectoryTrusted || options.MaximumSiblings == 0) return siblings;
        try
        {
            // Of those used lately the largest: guests that ran for moments have little to share.
            IEnumerable<CacheFileEntry> candidates = directory.List()
                .Where(entry => !entry.IsAside && entry.Path != own?.File.Path)
                .Take(options.MaximumSiblings * CandidatesPerSibling).OrderByDescending(entry => entry.Length);
            foreach (CacheFileEntry entry in candidates)
            {
                if (siblings.Count == options.MaximumSiblings) break;
                if (TryOpenSibling(entry) is { } sibling) siblings.Add(sibling);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed has no siblings; the own file's name needs no list.
        }

        return siblings;
    }

    private void Report(Exception cause, string consequence)
    {
        bool isRefusal = cause is CacheFileException
        {
            Fault: CacheFault.NotPermitted or CacheFault.Missing or CacheFault.ForeignOwner
        };
        if (options.ReportsRefusals || !isRefusal) options.Warn($"{cause.Message}; {consequence}");
    }

    private CodeFile? TryOpenSibling(CacheFileEntry entry)
    {
        try
        {
            CodeFile file = Map(CacheFile.OpenForReading(entry.Path, entry.ImageHash), capacity: 0);
            if (file.Regions != 0) return file;
            file.Dispose();
            return null;
        }
        catch (Exception e) when (e is CacheFileException or IOException)
        {
            return null;
        }
    }

    private string PathInDirectory()
    {
        directory.Check(create: options.Mode == CacheMode.On);
        isDirectoryTrusted = true;
        return directory.PathOf(options.ImageHash);
    }

    /// <summary>A file that the user names may serve any image.</summary>
    private UInt128? ExpectedImage => options.File is null ? options.ImageHash : null;

    private CacheFile Read(string path) => CacheFile.OpenForReading(path, ExpectedImage);

    private CodeFile OpenForAppending(string path, ref bool isAppending)
    {
        if (options.IgnoresFileSizeSignal) HostFile.IgnoreFileSizeSignal();
        Compact(path);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                CacheHeader fresh = new(
                    CacheLayout.Version, options.ImageHash, BitConverter.ToUInt64(HostRandom.Bytes(sizeof(ulong))));
                CodeFile file = Map(CacheFile.OpenForAppending(path, ExpectedImage, fresh, Patience));
                file.File.Touch();
                if (options.CollectsAlways || file.Regions == 0) Collect();
                return file;
            }
            catch (CacheFileException e) when (e.IsContent && MayPutAside(e.Fault) && attempt < Attempts)
            {
                if (CacheFile.PutAside(path, ExpectedImage) is { } aside)
                    options.Warn($"{e.Message}; it is kept as '{aside}', and a new one is begun");
            }
            catch (CacheFileException e) when (e.Fault is CacheFault.NotPermitted or CacheFault.Refused or CacheFault.Locked)
            {
                CodeFile file = Map(ReadInstead(path, e));
                Report(e, $"it is only read, and new {InMemory}");
                isAppending = false;
                return file;
            }
        }
    }

    /// <summary>Before a file is too large to be added to. Failure costs room only, and what is wrong with the file is
    /// told when it is opened.</summary>
    private void Compact(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Exists && (ulong)file.Length > options.MaximumFileSize / 4 * 3)
                CacheCompactor.TryCompact(path, environment);
        }
        catch (Exception e) when (e is CacheFileException or IOException or UnauthorizedAccessException)
        {
            // As said above.
        }
    }

    /// <summary>The file that is open now is in use, so that it stays.</summary>
    private void Collect()
    {
        if (!isDirectoryTrusted) return;
        try
        {
            CacheCollector.Collect(directory, options.MaximumDirectorySize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            options.Warn($"code caches in '{directory.DirectoryPath}' cannot be removed to make room: {e.Message}");
        }
    }

    /// <summary>Whatever else the user may have named, it is not ours to rename.</summary>
    private bool MayPutAside(CacheFault fault) => options.File is null || fault != CacheFault.ForeignFormat;

    private CacheFile ReadInstead(string path, CacheFileException refusal)
    {
        try
        {
            return Read(path);
        }
        catch (CacheFileException)
        {
            throw refusal;
        }
    }

    private CodeFile Map(CacheFile file) => Map(file, options.MaximumFileSize);

    private CodeFile Map(CacheFile file, ulong capacity)
    {
        try
        {
            return new CodeFile(file, environment, capacity);
        }
        catch (IOException e)
        {
            file.Dispose();
            throw new CacheFileException(CacheFault.Refused, file.Path, e.Message);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
