using Emu.Isa;
using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <content>Polynomials, AES and SHA, where the host has instructions for them.</content>
internal sealed partial class VectorWriter
{
    private static readonly string[] features = LlvmLibrary.HostCpuFeatures.Split(',');
    private static readonly bool hasAes = features.Contains("+aes");
    private static readonly bool hasCarrylessMultiply = features.Contains("+pclmul");
    private static readonly bool hasSha = features.Contains("+sha");

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

    // Default where the helper must do it.
    private LLVMValueRef Hash(VectorOperation operation, LLVMValueRef a, LLVMValueRef b, LLVMValueRef c)
    {
        switch (operation)
        {
            case VectorOperation.Sha1Schedule0:
                LLVMValueRef middle = Shuffle(a, b, 4, static lane => lane + 2);
                return Builder.BuildXor(Builder.BuildXor(a, middle), c);
            case VectorOperation.Sha1Schedule1:
                LLVMValueRef zero = LLVMValueRef.CreateConstNull(a.TypeOf);
                LLVMValueRef rotated = RotatedLeft(Builder.BuildXor(a, Shuffle(b, zero, 4, static lane => lane + 1)), 1);
                // The last word follows from the first one.
                LLVMValueRef again = Shuffle(zero, RotatedLeft(rotated, 1), 4, static lane => lane == 3 ? 4 : lane);
                return Builder.BuildXor(rotated, again);
            case VectorOperation.Sha1Choose when hasSha:
                return Sha1Rounds(a, b, c, 0, 0x5a82_7999);
            case VectorOperation.Sha1Parity when hasSha:
                return Sha1Rounds(a, b, c, 1, 0x6ed9_eba1);
            case VectorOperation.Sha1Majority when hasSha:
                return Sha1Rounds(a, b, c, 2, 0x8f1b_bcdc);
            case VectorOperation.Sha256Hash when hasSha:
                return Sha256Rounds(a, b, c, isSecond: false);
            case VectorOperation.Sha256Hash2 when hasSha:
                return Sha256Rounds(b, a, c, isSecond: true);
            case VectorOperation.Sha256Schedule0 when hasSha:
                return Ir.Intrinsic("llvm.x86.sha256msg1"u8, default, default, [a, b]);
            case VectorOperation.Sha256Schedule1 when hasSha:
                LLVMValueRef sum = Builder.BuildAdd(a, Shuffle(b, c, 4, static lane => lane + 1));
                return Ir.Intrinsic("llvm.x86.sha256msg2"u8, default, default, [sum, c]);
            default:
                return default;
        }
    }

    // The host has words in the other order, and adds the constant that the guest has added already.
    private LLVMValueRef Sha1Rounds(LLVMValueRef state, LLVMValueRef last, LLVMValueRef words, byte function, ulong constant)
    {
        LLVMValueRef first = LLVMValueRef.CreateConstNull(words.TypeOf);
        first = Shuffle(first, last, 4, static lane => lane == 0 ? 4 : lane);
        words = Builder.BuildAdd(Builder.BuildSub(words, Splat(Lanes.Word, constant)), first);
        return Reversed(Ir.Intrinsic(
            "llvm.x86.sha1rnds4"u8, default, default, [Reversed(state), Reversed(words), Ir.Constant8(function)]));
    }

    // The host does two rounds at once, and has two words of each half of the state in each of its operands.
    private LLVMValueRef Sha256Rounds(LLVMValueRef low, LLVMValueRef high, LLVMValueRef words, bool isSecond)
    {
        LLVMValueRef abef = Shuffle(high, low, 4, static lane => lane < 2 ? 1 - lane : 7 - lane);
        LLVMValueRef cdgh = Shuffle(high, low, 4, static lane => lane < 2 ? 3 - lane : 9 - lane);
        LLVMValueRef two = Ir.Intrinsic("llvm.x86.sha256rnds2"u8, default, default, [cdgh, abef, words]);
        LLVMValueRef rest = Shuffle(words, words, 4, static lane => (lane + 2) & 3);
        LLVMValueRef four = Ir.Intrinsic("llvm.x86.sha256rnds2"u8, default, default, [abef, two, rest]);
        return isSecond
            ? Shuffle(four, two, 4, static lane => lane < 2 ? 1 - lane : 7 - lane)
            : Shuffle(four, two, 4, static lane => lane < 2 ? 3 - lane : 9 - lane);
    }

    private LLVMValueRef Reversed(LLVMValueRef words) => Shuffle(words, words, 4, static lane => 3 - lane);

    private LLVMValueRef RotatedLeft(LLVMValueRef words, int count) =>
        Ir.Intrinsic("llvm.fshl"u8, words.TypeOf, [words, words, Splat(Lanes.Word, (ulong)count)]);
}
