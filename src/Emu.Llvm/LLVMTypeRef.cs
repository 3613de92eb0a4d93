using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>A type, unique in its context.</summary>
/// <remarks>Invariant of the unsafe code: the type is alive as long as its context; arrays are pinned while LLVM reads
/// them, and are passed with their length.</remarks>
public readonly unsafe record struct LLVMTypeRef(nint Handle)
{
    public LLVMTypeKind Kind => LLVM.GetTypeKind(this);

    /// <summary>The bits of an integer type.</summary>
    public uint IntWidth => LLVM.GetIntTypeWidth(this);

    /// <summary>The type of functions from <paramref name="parameters"/> to <paramref name="result"/>.</summary>
    public static LLVMTypeRef CreateFunction(LLVMTypeRef result, ReadOnlySpan<LLVMTypeRef> parameters)
    {
        fixed (LLVMTypeRef* first = parameters)
            return LLVM.FunctionType(result, first, (uint)parameters.Length, isVariadic: 0);
    }

    public static LLVMTypeRef CreateArray(LLVMTypeRef element, ulong length) => LLVM.ArrayType2(element, length);

    public static LLVMTypeRef CreateVector(LLVMTypeRef element, uint length) => LLVM.VectorType(element, length);

    /// <summary>The type in LLVM assembly language.</summary>
    public override string ToString() => NativeText.Take(LLVM.PrintTypeToString(this));
}
