using System.Runtime.CompilerServices;
using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>
/// Appends instructions to a block. What has only constant operands is folded into a constant. A <c>name</c> is UTF-8
/// text for readers of the IR; without one the value is numbered.
/// </summary>
/// <remarks>Invariant of the unsafe code: the handle is alive from its creation to <see cref="Dispose"/>, which its one
/// owner calls before it disposes the context; arrays are pinned while LLVM reads them, and are passed with their
/// length.</remarks>
public readonly unsafe partial record struct LLVMBuilderRef(nint Handle) : IDisposable
{
    /// <summary>The block that instructions are appended to.</summary>
    public LLVMBasicBlockRef InsertBlock => LLVM.GetInsertBlock(this);

    /// <summary>Appends further instructions at the end of a block.</summary>
    public void PositionAtEnd(LLVMBasicBlockRef block) => LLVM.PositionBuilderAtEnd(this, block);

    /// <summary>Inserts further instructions before an instruction.</summary>
    public void PositionBefore(LLVMValueRef instruction) => LLVM.PositionBuilderBefore(this, instruction);

    /// <summary>Frees the builder.</summary>
    public void Dispose() => LLVM.DisposeBuilder(this);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LLVMValueRef Named(LLVMValueRef value, ReadOnlySpan<byte> name)
    {
        if (!name.IsEmpty) value.SetName(name);
        return value;
    }
}
