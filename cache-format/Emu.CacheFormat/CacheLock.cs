using System.Diagnostics;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.CacheFormat;

/// <summary>A process's turn to append to a file.</summary>
internal sealed class CacheLock : IDisposable
{
    private readonly SafeFileHandle handle;

    private CacheLock(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Waits for the turn. Others hold it for microseconds, unless they are stopped in that moment.</summary>
    /// <exception cref="CacheFileException">It does not come, or the file system has no locks.</exception>
    public static CacheLock Take(SafeFileHandle handle, string path, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            while (!HostFile.TryLock(handle, CacheLayout.AppendLock, exclusive: true))
            {
                if (Stopwatch.GetElapsedTime(start) > patience) throw new CacheFileException(CacheFault.Locked, path);
                Thread.Sleep(TimeSpan.FromMicroseconds(100));
            }
        }
        catch (IOException e)
        {
            throw new CacheFileException(CacheFault.Refused, path, e.Message);
        }

        return new CacheLock(handle);
    }

    public void Dispose()
    {
        if (!handle.IsClosed) HostFile.Unlock(handle, CacheLayout.AppendLock);
    }
}
