using Emu.Isa;
using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <content>Polynomials and AES, where the host has instructions for them.</content>
internal sealed partial class VectorWriter
{
    private static readonly string[] features = LlvmLibrary.HostCpuFeatures.Split(',');
    private static readonly bool hasAes = features.Contains("+aes");
    private static readonly bool hasCarrylessMultiply = features.Contains("+pclmul");

    // Default where the helper must do it.
    private LLVMValueRef Cipher(VectorOperation operation, Lanes lanes, LLVMValueRef a, LLVMValueRef b)
    {
        LLVMValueRef zero = LLVMValueRef.CreateConstNull(Ir.Types.Vector);
        switch (operation)
        {
            case VectorOperation.PolynomialMultiplyWidenLow when lanes == Lanes.Double && hasCarrylessMultiply:
                return Ir.Intrinsic("llvm.x86.pclmulqdq"u8, default, default, [a, b, Ir.Constant8(0)]);
            case VectorOperation.PolynomialMultiplyWidenHigh when lanes == Lanes.Double && hasCarrylessMultiply:
                return Ir.Intrinsic("llvm.x86.pclmulqdq"u8, default, default, [a, b, Ir.Constant8(0x11)]);
            case VectorOperation.AesEncrypt when hasAes:
                return OfAes("llvm.x86.aesni.aesenclast"u8, Builder.BuildXor(a, b), zero);
            case VectorOperation.AesDecrypt when hasAes:
                return OfAes("llvm.x86.aesni.aesdeclast"u8, Builder.BuildXor(a, b), zero);
            case VectorOperation.AesMixColumns when hasAes:
                // What one does besides mixing, the other has undone before.
                return OfAes("llvm.x86.aesni.aesenc"u8, OfAes("llvm.x86.aesni.aesdeclast"u8, a, zero), zero);
            case VectorOperation.AesInverseMixColumns when hasAes:
                return Ir.Intrinsic("llvm.x86.aesni.aesimc"u8, default, default, [a]);
            default:
                return default;
        }
    }

    private LLVMValueRef OfAes(ReadOnlySpan<byte> intrinsic, LLVMValueRef a, LLVMValueRef b) =>
        Ir.Intrinsic(intrinsic, default, default, [a, b]);
}
