using Emu.Translate.Baseline.X64;
using static Emu.Translate.Tests.Baseline.X64.Names;

namespace Emu.Translate.Tests.Baseline.X64;

/// <summary>What the encoder writes for scalar floating point is what Iced reads.</summary>
public sealed class FloatEncodingTests
{
    private readonly Encoded _encoded = new();

    [Fact]
    public void Operations_on_two_vector_registers_are_themselves_on_all_registers()
    {
        foreach ((bool isDouble, Xmm a, Xmm b) in PrecisionsAndPairs())
        {
            string suffix = Suffix(isDouble);
            foreach (ScalarOperation operation in Enum.GetValues<ScalarOperation>())
                _encoded.Check(e => e.Arithmetic(operation, isDouble, a, b), $"{operation}{suffix} {a}, {b}");
            _encoded.Check(e => e.CompareQuiet(isDouble, a, b), $"ucomi{suffix} {a}, {b}");
            _encoded.Check(e => e.CompareSignaling(isDouble, a, b), $"comi{suffix} {a}, {b}");
        }
    }

    [Fact]
    public void Operations_on_whole_vector_registers_are_themselves_on_all_registers()
    {
        foreach ((bool toDouble, Xmm a, Xmm b) in PrecisionsAndPairs())
        {
            string name = toDouble ? "cvtss2sd" : "cvtsd2ss";
            _encoded.Check(e => e.ConvertPrecision(toDouble, a, b), $"{name} {a}, {b}");
            _encoded.Check(e => e.Move(a, b), $"movaps {a}, {b}");
            _encoded.Check(e => e.Logic(VectorLogic.And, a, b), $"andps {a}, {b}");
            _encoded.Check(e => e.Logic(VectorLogic.AndNot, a, b), $"andnps {a}, {b}");
            _encoded.Check(e => e.Logic(VectorLogic.Or, a, b), $"orps {a}, {b}");
            _encoded.Check(e => e.Logic(VectorLogic.Xor, a, b), $"xorps {a}, {b}");
        }
    }

    [Fact]
    public void Moves_and_conversions_go_the_way_that_they_say()
    {
        foreach (Gpr register in Registers)
            foreach (Xmm vector in Vectors)
                foreach (bool wide in Widths)
                    CheckMoves(wide, register, vector);
    }

    [Fact]
    public void Rounding_carries_the_mode_and_the_suppression()
    {
        foreach ((bool isDouble, Xmm a, Xmm b) in PrecisionsAndPairs())
            foreach (RoundingControl control in Enum.GetValues<RoundingControl>())
            {
                string name = "round" + Suffix(isDouble);
                _encoded.Check(e => e.Round(control, false, isDouble, a, b), $"{name} {a}, {b}, {(int)control}");
                _encoded.Check(e => e.Round(control, true, isDouble, a, b), $"{name} {a}, {b}, {(int)control + 8}");
            }
    }

    [Fact]
    public void Fused_operations_keep_their_three_registers_apart()
    {
        foreach ((bool isDouble, Xmm a, Xmm b) in PrecisionsAndPairs())
            foreach (Xmm c in Vectors)
            {
                string operands = $"{Suffix(isDouble)} {a}, {b}, {c}";
                _encoded.Check(e => e.MultiplyAdd(FusedMultiply.Add, isDouble, a, b, c), $"vfmadd231{operands}");
                _encoded.Check(e => e.MultiplyAdd(FusedMultiply.Subtract, isDouble, a, b, c), $"vfmsub231{operands}");
                _encoded.Check(e => e.MultiplyAdd(FusedMultiply.NegateAdd, isDouble, a, b, c), $"vfnmadd231{operands}");
                _encoded.Check(
                    e => e.MultiplyAdd(FusedMultiply.NegateSubtract, isDouble, a, b, c), $"vfnmsub231{operands}");
            }
    }

    private void CheckMoves(bool wide, Gpr register, Xmm vector)
    {
        string x = Of(register, wide), move = wide ? "movq" : "movd";
        _encoded.Check(e => e.MoveToXmm(wide, vector, register), $"{move} {vector}, {x}");
        _encoded.Check(e => e.MoveFromXmm(wide, register, vector), $"{move} {x}, {vector}");
        foreach (bool isDouble in Widths)
        {
            string type = Suffix(isDouble);
            _encoded.Check(e => e.ConvertFromInteger(isDouble, wide, vector, register), $"cvtsi2{type} {vector}, {x}");
            _encoded.Check(e => e.ConvertToInteger(isDouble, wide, register, vector), $"cvt{type}2si {x}, {vector}");
            _encoded.Check(e => e.TruncateToInteger(isDouble, wide, register, vector), $"cvtt{type}2si {x}, {vector}");
        }
    }

    private static IEnumerable<(bool IsDouble, Xmm First, Xmm Second)> PrecisionsAndPairs() =>
        from isDouble in Widths from a in Vectors from b in Vectors select (isDouble, a, b);
}
