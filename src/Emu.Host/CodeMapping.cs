using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>
/// A file, or memory that behaves like one, mapped for reading and execution: what is written to the file appears as
/// code that can be called. No page is ever writable and executable at once: writing goes through the file.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: <see cref="Pointer"/> is valid for <see cref="Capacity"/> bytes until
/// <see cref="Dispose"/>, but only bytes that the file has may be touched: an access beyond its end kills the process.
/// So a file must not be truncated while it is mapped.
/// </remarks>
public sealed unsafe partial class CodeMapping : IDisposable
{
    private const int ProtectionRead = 1, ProtectionExecute = 4;
    private const int MapShared = 1, MapNoReserve = 0x4000;
    private const uint CloseOnExec = 1, Executable = 0x10;
    private const int InvalidArgument = 22;
    private static readonly nint MapFailed = -1;

    private readonly SafeFileHandle? memory;
    private byte* pointer;

    private CodeMapping(SafeFileHandle file, ulong capacity, bool ownsFile)
    {
        nint address = Map(
            0, checked((nuint)capacity), ProtectionRead | ProtectionExecute, MapShared | MapNoReserve, file, 0);
        if (address == MapFailed)
        {
            string reason = Marshal.GetLastPInvokeErrorMessage();
            if (ownsFile) file.Dispose();
            throw new IOException($"it cannot be mapped for execution: {reason}");
        }

        pointer = (byte*)address;
        Capacity = capacity;
        memory = ownsFile ? file : null;
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
    public static CodeMapping OfFile(SafeFileHandle file, ulong capacity) => new(file, capacity, ownsFile: false);

    /// <summary>Maps new memory, empty so far, that belongs to this process alone.</summary>
    /// <exception cref="IOException">The host refuses: no address space, no file descriptor.</exception>
    public static CodeMapping OfMemory(ulong capacity)
    {
        int descriptor = CreateMemory("emu-code", CloseOnExec | Executable);
        // Kernels before 6.3 do not know the flag and give executable memory without it.
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == InvalidArgument)
            descriptor = CreateMemory("emu-code", CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"memory for code cannot be had: {Marshal.GetLastPInvokeErrorMessage()}");
        descriptor = PrivateDescriptors.Keep(descriptor);
        return new CodeMapping(new SafeFileHandle(descriptor, ownsHandle: true), capacity, ownsFile: true);
    }

    /// <summary>
    /// Writes into the memory of <see cref="OfMemory"/>, which grows as needed. Any thread; the bytes can be executed
    /// when it returns.
    /// </summary>
    /// <exception cref="IOException">The host has no memory left.</exception>
    public void Write(ulong offset, ReadOnlySpan<byte> bytes)
    {
        if (memory is null) throw new InvalidOperationException("a file is written by its owner");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + (ulong)bytes.Length, Capacity);
        HostFile.Write(memory, bytes, (long)offset);
    }

    /// <summary>Gives the address space back; call when no thread can still be in the code.</summary>
    public void Dispose()
    {
        if (pointer == null) return;
        _ = Unmap((nint)pointer, (nuint)Capacity);
        pointer = null;
        memory?.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(
        nint address, nuint length, int protection, int flags, SafeFileHandle file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport(
        "libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemory(string name, uint flags);
}
