using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>Bytes that LLVM owns, such as an emitted object.</summary>
/// <remarks>Invariant of the unsafe code: the bytes stay where they are until <see cref="Dispose"/>.</remarks>
public readonly unsafe record struct LLVMMemoryBufferRef(nint Handle) : IDisposable
{
    /// <summary>The bytes; not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Bytes => new(LLVM.GetBufferStart(this), checked((int)LLVM.GetBufferSize(this)));

    /// <summary>Frees the bytes.</summary>
    public void Dispose() => LLVM.DisposeMemoryBuffer(this);
}
