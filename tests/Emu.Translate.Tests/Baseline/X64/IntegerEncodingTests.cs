using CsCheck;
using Emu.Translate.Baseline.X64;
using static Emu.Translate.Tests.Baseline.X64.Names;

namespace Emu.Translate.Tests.Baseline.X64;

/// <summary>What the encoder writes for general-purpose registers is what Iced reads.</summary>
public sealed class IntegerEncodingTests
{
    private readonly Encoded _encoded = new();

    [Fact]
    public void Operations_on_two_registers_are_themselves_on_all_registers()
    {
        foreach ((bool wide, Gpr a, Gpr b) in WidthsAndPairs())
        {
            string x = Of(a, wide), y = Of(b, wide);
            foreach (Alu operation in Enum.GetValues<Alu>())
                _encoded.Check(e => e.Alu(operation, wide, a, b), $"{operation} {x}, {y}");
            _encoded.Check(e => e.Test(wide, a, b), $"test {x}, {y}");
            _encoded.Check(e => e.Move(wide, a, b), $"mov {x}, {y}");
            _encoded.Check(e => e.Exchange(wide, a, b), $"xchg {x}, {y}");
            _encoded.Check(e => e.Multiply(wide, a, b), $"imul {x}, {y}");
            _encoded.Check(e => e.Lzcnt(wide, a, b), $"lzcnt {x}, {y}");
            _encoded.Check(e => e.Tzcnt(wide, a, b), $"tzcnt {x}, {y}");
            _encoded.Check(e => e.Popcnt(wide, a, b), $"popcnt {x}, {y}");
            foreach (Condition condition in Conditions)
                _encoded.Check(e => e.ConditionalMove(condition, wide, a, b), $"cmov{condition} {x}, {y}");
        }
    }

    [Fact]
    public void Operations_on_one_register_are_themselves_on_all_registers()
    {
        foreach (bool wide in Widths)
            foreach (Gpr register in Registers)
            {
                string x = Of(register, wide);
                _encoded.Check(e => e.Negate(wide, register), $"neg {x}");
                _encoded.Check(e => e.Not(wide, register), $"not {x}");
                _encoded.Check(e => e.ByteSwap(wide, register), $"bswap {x}");
                _encoded.Check(e => e.MultiplyHigh(signed: false, wide, register), $"mul {x}");
                _encoded.Check(e => e.MultiplyHigh(signed: true, wide, register), $"imul {x}");
                _encoded.Check(e => e.Divide(signed: false, wide, register), $"div {x}");
                _encoded.Check(e => e.Divide(signed: true, wide, register), $"idiv {x}");
                foreach (Condition condition in Conditions)
                    _encoded.Check(e => e.SetCondition(condition, register), $"set{condition} {Of(register, 1)}");
            }

        _encoded.Check(e => e.SignExtendIntoRdx(wide: false), $"cdq");
        _encoded.Check(e => e.SignExtendIntoRdx(wide: true), $"cqo");
    }

    [Fact]
    public void Operations_with_a_constant_carry_it_at_the_limits_of_its_lengths()
    {
        foreach (bool wide in Widths)
            foreach (Gpr register in Registers)
                foreach (int immediate in Immediates)
                    CheckImmediate(wide, register, immediate);
    }

    [Fact]
    public void Operations_with_a_constant_carry_any_constant() =>
        Gen.Select(Gen.Bool, Gen.OneOfConst(Registers), Gen.Int).Sample(
            (wide, register, immediate) => CheckImmediate(wide, register, immediate), iter: 2000, threads: 1);

    [Fact]
    public void A_constant_takes_the_fewest_bytes_that_leave_the_flags_alone()
    {
        Assert.Equal(5, _encoded.One(e => e.MoveConstant(Gpr.Rax, 0)).Length);
        Assert.Equal(5, _encoded.One(e => e.MoveConstant(Gpr.Rdi, uint.MaxValue)).Length);
        Assert.Equal(7, _encoded.One(e => e.MoveConstant(Gpr.Rax, ulong.MaxValue)).Length);
        Assert.Equal(10, _encoded.One(e => e.MoveConstant(Gpr.Rax, 1UL << 32)).Length);
        Assert.Equal(3, _encoded.One(e => e.Alu(Alu.Add, false, Gpr.Rcx, -128)).Length);
        Assert.Equal(5, _encoded.One(e => e.Alu(Alu.Add, false, Gpr.Rax, 128)).Length);
        Assert.Equal(6, _encoded.One(e => e.Alu(Alu.Add, false, Gpr.Rcx, 128)).Length);
        Assert.Equal(2, _encoded.One(e => e.Test(true, Gpr.Rax, 127)).Length);
        Assert.Equal(3, _encoded.One(e => e.Test(true, Gpr.Rcx, 127)).Length);
        Assert.Equal(2, _encoded.One(e => e.Shift(Shift.Shl, false, Gpr.Rcx, 1)).Length);
    }

    [Fact]
    public void A_constant_moved_is_the_whole_constant()
    {
        ulong[] limits =
        [
            0, 1, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, unchecked((ulong)int.MinValue),
            unchecked((ulong)int.MinValue - 1), long.MaxValue, 1UL << 63, ulong.MaxValue,
        ];
        foreach (Gpr register in Registers)
            foreach (ulong value in limits)
                CheckConstant(register, value);
        Gen.Select(Gen.OneOfConst(Registers), Gen.ULong).Sample(CheckConstant, iter: 2000, threads: 1);
    }

    [Fact]
    public void Extensions_read_the_low_bytes_of_every_register()
    {
        foreach ((_, Gpr a, Gpr b) in WidthsAndPairs())
        {
            _encoded.Check(e => e.MoveSignExtended(a, b, 8), $"movsx {Of(a, 8)}, {Of(b, 1)}");
            _encoded.Check(e => e.MoveSignExtended(a, b, 16), $"movsx {Of(a, 8)}, {Of(b, 2)}");
            _encoded.Check(e => e.MoveSignExtended(a, b, 32), $"movsxd {Of(a, 8)}, {Of(b, 4)}");
            _encoded.Check(e => e.MoveZeroExtended(a, b, 8), $"movzx {Of(a, 4)}, {Of(b, 1)}");
            _encoded.Check(e => e.MoveZeroExtended(a, b, 16), $"movzx {Of(a, 4)}, {Of(b, 2)}");
            _encoded.Check(e => e.MoveZeroExtended(a, b, 32), $"mov {Of(a, 4)}, {Of(b, 4)}");
        }
    }

    [Fact]
    public void Shifts_carry_every_count()
    {
        foreach (bool wide in Widths)
            foreach (Gpr register in Registers)
                foreach (Shift operation in Enum.GetValues<Shift>())
                {
                    string x = Of(register, wide);
                    _encoded.Check(e => e.ShiftByCl(operation, wide, register), $"{operation} {x}, cl");
                    for (int count = 0; count < (wide ? 64 : 32); count++)
                        _encoded.Check(e => e.Shift(operation, wide, register, count), $"{operation} {x}, {count}");
                }
    }

    [Fact]
    public void Instructions_of_three_registers_keep_them_apart()
    {
        foreach ((bool wide, Gpr a, Gpr b) in WidthsAndPairs())
        {
            string x = Of(a, wide), y = Of(b, wide);
            foreach (Gpr c in Registers)
            {
                string z = Of(c, wide);
                _encoded.Check(e => e.ShiftExtended(Shift.Shl, wide, a, b, c), $"shlx {x}, {y}, {z}");
                _encoded.Check(e => e.ShiftExtended(Shift.Shr, wide, a, b, c), $"shrx {x}, {y}, {z}");
                _encoded.Check(e => e.ShiftExtended(Shift.Sar, wide, a, b, c), $"sarx {x}, {y}, {z}");
                _encoded.Check(e => e.AndNot(wide, a, b, c), $"andn {x}, {y}, {z}");
            }

            for (int count = 0; count < (wide ? 64 : 32); count++)
                _encoded.Check(e => e.RotateRightExtended(wide, a, b, count), $"rorx {x}, {y}, {count}");
            foreach (int immediate in Immediates)
                _encoded.Check(e => e.Multiply(wide, a, b, immediate), $"imul {x}, {y}, {immediate}");
        }
    }

    [Fact]
    public void A_rotation_has_no_form_by_any_register() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _encoded.One(e => e.ShiftExtended(Shift.Rol, true, Gpr.Rax, Gpr.Rax, Gpr.Rax)));

    private void CheckImmediate(bool wide, Gpr register, int immediate)
    {
        foreach (Alu operation in Enum.GetValues<Alu>())
        {
            string x = Of(register, wide && (operation != Alu.And || immediate < 0));
            _encoded.Check(e => e.Alu(operation, wide, register, immediate), $"{operation} {x}, {immediate}");
        }

        string tested = Of(register, immediate is >= 0 and <= 127 ? 1 : wide && immediate < 0 ? 8 : 4);
        _encoded.Check(e => e.Test(wide, register, immediate), $"test {tested}, {immediate}");
    }

    private void CheckConstant(Gpr register, ulong value)
    {
        Iced.Intel.Instruction instruction = _encoded.One(e => e.MoveConstant(register, value));
        Assert.Equal(Iced.Intel.Mnemonic.Mov, instruction.Mnemonic);
        bool wide = value > uint.MaxValue;
        Assert.Equal(Of(register, wide), instruction.Op0Register.ToString(), ignoreCase: true);
        Assert.Equal(value, wide ? instruction.GetImmediate(1) : (uint)instruction.GetImmediate(1));
    }

    private static IEnumerable<(bool Wide, Gpr First, Gpr Second)> WidthsAndPairs() =>
        from wide in Widths from a in Registers from b in Registers select (wide, a, b);
}
