using System.Buffers.Binary;
using Emu.CacheFormat;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Engine.Cache;

/// <summary>The file in a directory of cache files that says when all of them were last translated ahead of time, and lets one
/// process at a time do that.</summary>
public sealed class OptimizationMark : IDisposable
{
    private const string Name = "optimized";

    private readonly SafeFileHandle file;

    private OptimizationMark(SafeFileHandle file)
    {
        this.file = file;
        byte[] ticks = new byte[sizeof(long)];
        if (HostFile.Read(file, ticks, 0) != ticks.Length) return;
        long read = BinaryPrimitives.ReadInt64LittleEndian(ticks);
        if (read > 0 && read < DateTime.UtcNow.Ticks) Before = new DateTime(read, DateTimeKind.Utc);
    }

    /// <summary>When that was; what was used later may have something new. The beginning of time when it never was.</summary>
    public DateTime Before { get; } = DateTime.MinValue;

    /// <summary>Takes the mark; null when another process has it.</summary>
    /// <exception cref="CacheFileException">The directory is missing or not the user's own, or the host refuses.</exception>
    public static OptimizationMark? TryTake(CacheDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        using HostFolder folder = directory.Open(create: false);
        using CachePlace place = directory.PlaceOf(folder, Name);
        SafeFileHandle file = place.Open(FileAccessMode.Create);
        if (HostFile.TryLock(file, 0, exclusive: true)) return new OptimizationMark(file);
        file.Dispose();
        return null;
    }

    /// <summary>Says that it was done now.</summary>
    public void Set()
    {
        byte[] ticks = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(ticks, DateTime.UtcNow.Ticks);
        RandomAccess.Write(file, ticks, 0);
    }

    public void Dispose() => file.Dispose();
}
