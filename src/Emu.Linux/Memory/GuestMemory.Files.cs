using System.Buffers.Text;
using Emu.Host;

namespace Emu.Linux.Memory;

/// <content>What pages are mapped from.</content>
public sealed unsafe partial class GuestMemory
{
    private const int AtCurrentFolder = -100;
    private const int LongestPath = 4096;
    private const long NanosecondsPerSecond = 1_000_000_000;
    /// <summary>The device of shared memory without a file.</summary>
    internal const ulong MemoryDevice = 1;

    // The kernel's struct stat for 64-bit hosts, as far as it is read here.
    private const int StatusWords = 18, DeviceWord = 0, InodeWord = 1, SizeWord = 6, SecondsWord = 11, FractionWord = 12;

    private static readonly byte[] sharedMemoryName = [.. "/dev/zero (deleted)"u8];

    private ulong lastSharedMemory = 1024;

    /// <summary>The executable pages of a file that an address lies in; null when it lies in none.</summary>
    public MappedObject? FindObject(ulong address) => table.Find(address) is { } mapping ? ObjectOf(mapping) : null;

    /// <summary>All executable pages of files, ascending by address.</summary>
    public IReadOnlyList<MappedObject> FindObjects()
    {
        List<MappedObject> objects = [];
        lock (changing)
        {
            for (int i = 0; i < table.Count; i++)
            {
                if (ObjectOf(table[i]) is { } found) objects.Add(found);
            }
        }

        return objects;
    }

    /// <summary>Files have become shorter, perhaps mapped ones: CPUs look again which pages of data are there.</summary>
    internal void ForgetEndsOfFiles()
    {
        filesWereCut = true;
        List<Mapping> pieces;
        lock (changing) pieces = table.Pieces(0, Limit);
        foreach (Mapping piece in pieces)
            if (piece.MayBeBeyondFile && !piece.IsExecutable) Notify(piece.Start, piece.End);
    }

    private static MappedObject? ObjectOf(Mapping mapping) =>
        mapping is { IsExecutable: true, Attachment: null, File: { Device: not MemoryDevice } file }
            ? new(file, mapping.Start, mapping.Length, mapping.Offset, mapping.IsWritable)
            : null;

    private static long Identify(int descriptor, out MappedFile? file)
    {
        file = null;
        ulong* status = stackalloc ulong[StatusWords];
        long result = HostSyscall.Invoke(
            HostSyscallNumbers.Fstat, (ulong)descriptor, (ulong)status);
        if (result < 0) return result;
        file = new()
        {
            Device = status[DeviceWord],
            Inode = status[InodeWord],
            Size = (long)status[SizeWord],
            ModificationTime = (long)status[SecondsWord] * NanosecondsPerSecond + (long)status[FractionWord],
            Path = PathOf(descriptor),
        };
        return 0;
    }

    /// <summary>The name of an open file, as the kernel knows it; empty when it does not.</summary>
    private static byte[] PathOf(int descriptor)
    {
        Span<byte> link = stackalloc byte[32];
        link.Clear();
        "/proc/self/fd/"u8.CopyTo(link);
        Utf8Formatter.TryFormat(descriptor, link["/proc/self/fd/".Length..], out _);
        byte* path = stackalloc byte[LongestPath];
        fixed (byte* name = link)
        {
            long length = HostSyscall.Invoke(
                HostSyscallNumbers.Readlinkat, unchecked((ulong)AtCurrentFolder), (ulong)name, (ulong)path,
                LongestPath);
            return length <= 0 ? [] : new ReadOnlySpan<byte>(path, (int)length).ToArray();
        }
    }

    /// <summary>Shared memory without a file has one all the same inside the kernel, each its own.</summary>
    private MappedFile NewSharedMemory() => new()
    {
        Device = MemoryDevice,
        Inode = Interlocked.Increment(ref lastSharedMemory),
        Path = sharedMemoryName,
    };
}
