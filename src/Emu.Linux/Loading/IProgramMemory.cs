using Emu.Linux.Memory;

namespace Emu.Linux.Loading;

/// <summary>What loading a program needs of an address space; addresses are the guest's, results are an address or a
/// negative error number, as the system calls of these names give them.</summary>
internal interface IProgramMemory
{
    /// <summary>First address beyond user space.</summary>
    ulong Limit { get; }

    /// <summary><c>mmap</c>.</summary>
    long Map(
        ulong address, ulong length, PageProtection protection, MapFlags flags, int descriptor = -1, ulong offset = 0,
        string? name = null);

    /// <summary><c>munmap</c>.</summary>
    long Unmap(ulong address, ulong length);

    /// <summary><c>mprotect</c>.</summary>
    long Protect(ulong address, ulong length, PageProtection protection);

    /// <summary>Maps the initial thread's stack at the top of user space, with nothing below it.</summary>
    long MapStack(ulong length, PageProtection protection);

    /// <summary>Where <c>brk</c> starts.</summary>
    void SetBreak(ulong start);

    /// <summary>Writes bytes; false when something there cannot be written.</summary>
    bool TryWrite(ulong address, ReadOnlySpan<byte> bytes);
}
