using System.Runtime.InteropServices;
using Emu.Isa;

namespace Emu.Translate.Abi;

/// <summary>One remembered jump target; its size is a power of two for cheap indexing.</summary>
/// <remarks>Invariant of the unsafe code: <see cref="Block"/> lies in the block arena of the CPU that owns the jump
/// cache, <see cref="Code"/> in the code store; only that CPU's thread follows them, and it clears the entry before the
/// block is forgotten or its code is detached.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 1 << SizeShift)]
internal unsafe struct JumpCacheEntry
{
    /// <summary>log2 of the entry's size, for indexing.</summary>
    public const int SizeShift = 5;

    /// <summary>Virtual address of the target.</summary>
    public ulong Pc;

    /// <summary>The <see cref="CpuState.JumpContext"/> in which <see cref="Block"/> was found.</summary>
    public ulong Context;

    /// <summary>The engine's block there.</summary>
    public void* Block;

    /// <summary>Translated code of the block, or the stub that leaves translated code; never null in a valid entry.</summary>
    public void* Code;
}
