using Emu.CacheFormat;
using Emu.Host;

namespace Emu.Engine.Cache;

/// <summary>Opens the cache files of a store. A failure becomes one line for the user, never an error.</summary>
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
            using HostFolder? folder = options.File is null ? directory.Open(create: isAppending) : null;
            isDirectoryTrusted = folder is not null;
            using CachePlace place = folder is null
                ? CachePlace.Of(options.File!) : directory.PlaceOf(folder, options.ImageHash);
            return isAppending ? OpenForAppending(place, folder, ref isAppending) : Read(place);
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
            using HostFolder folder = directory.Open(create: false);
            // Of those used lately the largest: guests that ran for moments have little to share.
            IEnumerable<CacheFileEntry> candidates = directory.List(folder)
                .Where(entry => !entry.IsAside && entry.Path != own?.File.Path)
                .Take(options.MaximumSiblings * CandidatesPerSibling).OrderByDescending(entry => entry.Length);
            foreach (CacheFileEntry entry in candidates)
            {
                if (siblings.Count == options.MaximumSiblings) break;
                if (TryOpenSibling(folder, entry) is { } sibling) siblings.Add(sibling);
            }
        }
        catch (CacheFileException)
        {
            // A directory that cannot be listed has no siblings; the own file's name needs no list.
        }

        return siblings;
    }

    /// <summary>Repairs a file by a copy without its damaged records, unless other processes use it. What is added to
    /// the open file afterwards is lost.</summary>
    public void Mend(CodeFile own) => Replace(place => CacheCompactor.TryMend(place, own.File));

    /// <summary>Makes room in a file that is nearly full, unless others use it: drops regions that this process has not
    /// used, the oldest first. What is added to the open file afterwards is lost.</summary>
    public void Trim(CodeFile own)
    {
        if ((ulong)own.Scanned > NearlyFull)
            Replace(place => CacheCompactor.TryTrim(place, own.File, own.IsUsed, (long)(options.MaximumFileSize / 2)));
    }

    private ulong NearlyFull => options.MaximumFileSize / 4 * 3;

    // Failure leaves the file as it is, and the next process tries again.
    private void Replace(Action<CachePlace> act)
    {
        try
        {
            using HostFolder? folder = options.File is null ? directory.Open(create: false) : null;
            using CachePlace place = folder is null
                ? CachePlace.Of(options.File!) : directory.PlaceOf(folder, options.ImageHash);
            act(place);
        }
        catch (Exception e) when (e is CacheFileException or IOException)
        {
            // As said above.
        }
    }

    private void Report(Exception cause, string consequence)
    {
        bool isRefusal = cause is CacheFileException
        {
            Fault: CacheFault.NotPermitted or CacheFault.Missing or CacheFault.ForeignOwner
        };
        if (options.ReportsRefusals || !isRefusal) options.Warn($"{cause.Message}; {consequence}");
    }

    private CodeFile? TryOpenSibling(HostFolder folder, CacheFileEntry entry)
    {
        try
        {
            using CachePlace place = directory.PlaceOf(folder, entry.Name);
            CodeFile file = Index(CacheFile.OpenForReading(place, entry.ImageHash));
            if (file.Regions != 0) return file;
            file.Dispose();
            return null;
        }
        catch (CacheFileException)
        {
            return null;
        }
    }

    /// <summary>A file that the user names may serve any image.</summary>
    private UInt128? ExpectedImage => options.File is null ? options.ImageHash : null;

    private CodeFile Read(CachePlace place)
    {
        CodeFile file = Index(CacheFile.OpenForReading(place, ExpectedImage));
        if (file.Damaged != 0) options.Warn(file.DamageLine);
        return file;
    }

    private CodeFile OpenForAppending(CachePlace place, HostFolder? folder, ref bool isAppending)
    {
        if (options.IgnoresFileSizeSignal) HostFile.IgnoreFileSizeSignal();
        Compact(place);
        bool isMended = false;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                CodeFile file = Index(Begin(place));
                if (file.Damaged != 0 && !isMended)
                {
                    isMended = true;
                    options.Warn(file.DamageLine);
                    file.Dispose();
                    Mend(place);
                    continue;
                }

                file.File.Touch();
                if (folder is not null && (options.CollectsAlways || file.Regions == 0)) Collect(folder);
                return file;
            }
            catch (CacheFileException e) when (e.IsContent && MayPutAside(e.Fault) && attempt < Attempts)
            {
                if (CacheFile.PutAside(place, ExpectedImage) is { } aside)
                    options.Warn($"{e.Message}; it is kept as '{HostPath.Show(aside)}', and a new one is begun");
            }
            catch (CacheFileException e) when (IsRefusal(e.Fault))
            {
                CodeFile file = ReadInstead(place, e);
                Report(e, $"it is only read, and new {InMemory}");
                isAppending = false;
                return file;
            }
        }
    }

    private CacheFile Begin(CachePlace place)
    {
        CacheHeader fresh = new(
            CacheLayout.Version, options.ImageHash, BitConverter.ToUInt64(HostRandom.Bytes(sizeof(ulong))));
        return CacheFile.OpenForAppending(place, ExpectedImage, fresh, Patience);
    }

    // What forbids writing may allow reading.
    private static bool IsRefusal(CacheFault fault) =>
        fault is CacheFault.Refused or CacheFault.NotPermitted or CacheFault.Locked or CacheFault.WriteFailed;

    /// <summary>Before a file is too large to be added to. Failure costs room only, and what is wrong with the file is
    /// told when it is opened.</summary>
    private void Compact(CachePlace place)
    {
        try
        {
            if (place.Status is { IsRegular: true } status && (ulong)status.Size > NearlyFull)
                CacheCompactor.TryCompact(place, environment);
        }
        catch (Exception e) when (e is CacheFileException or IOException)
        {
            // As said above.
        }
    }

    /// <summary>Failure costs another line in the next run.</summary>
    private static void Mend(CachePlace place)
    {
        try
        {
            CacheCompactor.TryMend(place);
        }
        catch (Exception e) when (e is CacheFileException or IOException)
        {
            // As said above.
        }
    }

    /// <summary>The file that is open now is in use, so that it stays.</summary>
    private void Collect(HostFolder folder)
    {
        try
        {
            CacheCollector.Collect(directory, folder, options.MaximumDirectorySize);
        }
        catch (CacheFileException e)
        {
            options.Warn($"no room can be made for code caches: {e.Message}");
        }
    }

    /// <summary>Whatever else the user may have named, it is not ours to rename.</summary>
    private bool MayPutAside(CacheFault fault) => options.File is null || fault != CacheFault.ForeignFormat;

    private CodeFile ReadInstead(CachePlace place, CacheFileException refusal)
    {
        try
        {
            return Index(CacheFile.OpenForReading(place, ExpectedImage));
        }
        catch (CacheFileException)
        {
            throw refusal;
        }
    }

    private CodeFile Index(CacheFile file)
    {
        try
        {
            return new CodeFile(file, environment);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
