using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Loading;

/// <summary>The guest's address space as loading sees it.</summary>
internal sealed class GuestProgramMemory(GuestMemory memory) : IProgramMemory
{
    // As Linux: what is mapped later keeps this far from the stack (stack_guard_gap).
    private const ulong StackGuard = 256 * GuestMemory.PageSize;
    private const string StackName = "[stack]";

    /// <inheritdoc/>
    public ulong Limit => memory.Limit;

    /// <inheritdoc/>
    public long Map(
        ulong address, ulong length, PageProtection protection, MapFlags flags, int descriptor = -1, ulong offset = 0,
        string? name = null) =>
        memory.Map(address, length, protection, flags, descriptor, offset, name);

    /// <inheritdoc/>
    public long Unmap(ulong address, ulong length) => memory.Unmap(address, length);

    /// <inheritdoc/>
    public long Protect(ulong address, ulong length, PageProtection protection) =>
        memory.Protect(address, length, protection);

    /// <inheritdoc/>
    public long MapStack(ulong length, PageProtection protection)
    {
        const MapFlags flags = MapFlags.Private | MapFlags.Anonymous | MapFlags.NoReserve | MapFlags.Stack
            | MapFlags.FixedNoReplace;
        if (length > memory.Limit / 2) return -Errno.NoMemory;
        ulong start = memory.Limit - length;
        long result = memory.Map(start, length, protection, flags, name: StackName);
        if (result >= 0) memory.MapTop = Math.Min(memory.MapTop, start - StackGuard);
        return result;
    }

    /// <inheritdoc/>
    public void SetBreak(ulong start) => memory.Heap.Begin(start);

    /// <inheritdoc/>
    public bool TryWrite(ulong address, ReadOnlySpan<byte> bytes) => memory.TryWrite(address, bytes);
}
