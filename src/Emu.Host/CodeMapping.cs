using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>
/// A file, or memory, mapped for reading and execution: what is written appears as code that can be called. No address is
/// ever writable and executable at once: writing goes through the file, or through a second view of the memory.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: <see cref="Pointer"/> is valid for <see cref="Capacity"/> bytes until
/// <see cref="Dispose"/>, but only bytes that a file has may be touched: an access beyond its end kills the process.
/// So a file must not be truncated while it is mapped.
/// </remarks>
public sealed unsafe partial class CodeMapping : IDisposable
{
    private const int ProtectionRead = 1, ProtectionWrite = 2, ProtectionExecute = 4;
    private const int MapShared = 1, MapAnonymous = 0x20, MapNoReserve = 0x4000, RemapMayMove = 1;
    private static readonly nint MapFailed = -1;

    private byte* pointer;
    private byte* writable;

    private CodeMapping(byte* pointer, byte* writable, ulong capacity)
    {
        this.pointer = pointer;
        this.writable = writable;
        Capacity = capacity;
    }

    /// <summary>First byte; page aligned.</summary>
    public byte* Pointer => pointer;

    /// <summary>Bytes of address space, of which those up to the end of the file can be touched.</summary>
    public ulong Capacity { get; }

    /// <summary>
    /// Maps a file from its beginning. <paramref name="capacity"/> may lie far beyond its end: what is appended later
    /// appears without another mapping.
    /// </summary>
    /// <exception cref="IOException">The host refuses: a file system mounted with <c>noexec</c>, no address
    /// space.</exception>
    public static CodeMapping OfFile(SafeFileHandle file, ulong capacity)
    {
        nint address = Map(
            0, checked((nuint)capacity), ProtectionRead | ProtectionExecute, MapShared | MapNoReserve, file, 0);
        if (address == MapFailed)
            throw new IOException($"it cannot be mapped for execution: {Marshal.GetLastPInvokeErrorMessage()}");
        return new CodeMapping((byte*)address, null, capacity);
    }

    /// <summary>Maps new memory, empty so far: twice, for execution and for <see cref="Write"/>, so that it needs no
    /// file and no limit on files concerns it. Processes that are forked share it.</summary>
    /// <exception cref="IOException">The host refuses: no address space.</exception>
    public static CodeMapping OfMemory(ulong capacity)
    {
        nuint length = checked((nuint)capacity);
        nint writable = MapMemory(
            0, length, ProtectionRead | ProtectionWrite, MapShared | MapAnonymous | MapNoReserve, -1, 0);
        // A length of 0 asks for a second view of the same pages.
        nint executable = writable == MapFailed ? MapFailed : Remap(writable, 0, length, RemapMayMove);
        if (executable == MapFailed || Protect(executable, length, ProtectionRead | ProtectionExecute) != 0)
            throw new IOException($"memory for code cannot be had: {Marshal.GetLastPInvokeErrorMessage()}");
        return new CodeMapping((byte*)executable, (byte*)writable, capacity);
    }

    /// <summary>Writes into the memory of <see cref="OfMemory"/>. Any thread; the bytes can be executed when it
    /// returns.</summary>
    public void Write(ulong offset, ReadOnlySpan<byte> bytes)
    {
        if (writable == null) throw new InvalidOperationException("a file is written by its owner");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + (ulong)bytes.Length, Capacity);
        bytes.CopyTo(new Span<byte>(writable + offset, bytes.Length));
    }

    /// <summary>Gives the address space back; call when no thread can still be in the code.</summary>
    public void Dispose()
    {
        if (pointer == null) return;
        _ = Unmap((nint)pointer, (nuint)Capacity);
        if (writable != null) _ = Unmap((nint)writable, (nuint)Capacity);
        pointer = writable = null;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(
        nint address, nuint length, int protection, int flags, SafeFileHandle file, nint offset);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapMemory(
        nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mremap", SetLastError = true)]
    private static partial nint Remap(nint address, nuint oldLength, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}
