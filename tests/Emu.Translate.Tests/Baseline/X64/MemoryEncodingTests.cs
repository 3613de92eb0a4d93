using CsCheck;
using Emu.Translate.Baseline.X64;
using Iced.Intel;
using static Emu.Translate.Tests.Baseline.X64.Names;

namespace Emu.Translate.Tests.Baseline.X64;

/// <summary>What the encoder writes for memory operands is what Iced reads, in as few bytes as there can be.</summary>
public sealed class MemoryEncodingTests
{
    private static readonly int[] Sizes = [1, 2, 4, 8];
    private static readonly int[] AtomicSizes = [4, 8];

    private readonly Encoded _encoded = new();

    [Fact]
    public void Every_form_of_operand_is_itself_with_the_shortest_displacement()
    {
        foreach (MemoryForm form in MemoryForm.All)
            CheckForm(form, Gpr.Rcx);
    }

    [Fact]
    public void Any_operand_is_itself() =>
        Gen.Select(Gen.OneOfConst([.. MemoryForm.All]), Gen.Int, Gen.OneOfConst(Registers)).Sample(
            (form, displacement, register) => CheckForm(form with { Displacement = displacement }, register),
            iter: 5000, threads: 1);

    [Fact]
    public void An_operand_some_bytes_further_keeps_its_registers() =>
        _encoded.Check(
            e => e.Lea(true, Gpr.Rax, new Memory(Gpr.R12, Gpr.R13, 8, 100).Offset(-200)), $"lea rax, [r12+r13*8-100]");

    [Fact]
    public void Rsp_as_an_index_and_other_scales_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Memory(Gpr.Rax, Gpr.Rsp, 1));
        Assert.Throws<ArgumentException>(() => Memory.Scaled(Gpr.Rsp, 2));
        Assert.Throws<ArgumentException>(() => new Memory(Gpr.Rax, Gpr.Rcx, 3));
        Assert.Throws<ArgumentException>(() => new Memory(Gpr.Rax, Gpr.Rcx, 0));
    }

    [Fact]
    public void Loads_and_stores_are_of_their_size_and_extend_as_they_say() => Each((form, register) =>
    {
        Memory memory = form.Operand;
        _encoded.Check(e => e.Load(register, memory, 1, false), $"movzx {Of(register, 4)}, byte ptr {form}");
        _encoded.Check(e => e.Load(register, memory, 2, false), $"movzx {Of(register, 4)}, word ptr {form}");
        _encoded.Check(e => e.Load(register, memory, 4, false), $"mov {Of(register, 4)}, dword ptr {form}");
        _encoded.Check(e => e.Load(register, memory, 1, true), $"movsx {Of(register, 8)}, byte ptr {form}");
        _encoded.Check(e => e.Load(register, memory, 2, true), $"movsx {Of(register, 8)}, word ptr {form}");
        _encoded.Check(e => e.Load(register, memory, 4, true), $"movsxd {Of(register, 8)}, dword ptr {form}");
        foreach (bool signExtend in Widths)
            _encoded.Check(
                e => e.Load(register, memory, 8, signExtend), $"mov {Of(register, 8)}, qword ptr {form}");
        foreach (int size in Sizes)
            _encoded.Check(e => e.Store(memory, register, size), $"mov {Size(size)}{form}, {Of(register, size)}");
    });

    [Fact]
    public void Operations_with_memory_have_it_on_the_side_that_they_say() => Each((form, register) =>
    {
        Memory memory = form.Operand;
        foreach (bool wide in Widths)
        {
            string x = Of(register, wide), size = Size(wide ? 8 : 4);
            foreach (Alu operation in Enum.GetValues<Alu>())
            {
                _encoded.Check(e => e.Alu(operation, wide, register, memory), $"{operation} {x}, {size}{form}");
                _encoded.Check(e => e.Alu(operation, wide, memory, register), $"{operation} {size}{form}, {x}");
            }

            _encoded.Check(e => e.Lea(wide, register, memory), $"lea {x}, {form}");
        }
    });

    [Fact]
    public void Constants_into_memory_are_of_their_size()
    {
        foreach (MemoryForm form in MemoryForm.Some)
            foreach (int immediate in Immediates)
            {
                Memory memory = form.Operand;
                _encoded.Check(e => e.StoreConstant(memory, 1, immediate), $"mov byte ptr {form}, {(sbyte)immediate}");
                _encoded.Check(e => e.StoreConstant(memory, 2, immediate), $"mov word ptr {form}, {(short)immediate}");
                _encoded.Check(e => e.StoreConstant(memory, 4, immediate), $"mov dword ptr {form}, {immediate}");
                _encoded.Check(e => e.StoreConstant(memory, 8, immediate), $"mov qword ptr {form}, {immediate}");
                foreach (bool wide in Widths)
                    foreach (Alu operation in Enum.GetValues<Alu>())
                        _encoded.Check(
                            e => e.Alu(operation, wide, memory, immediate),
                            $"{operation} {Size(wide ? 8 : 4)}{form}, {immediate}");
            }
    }

    [Fact]
    public void Atomic_operations_are_locked() => Each((form, register) =>
    {
        Memory memory = form.Operand;
        foreach (int size in AtomicSizes)
        {
            string operands = $"{Size(size)}{form}, {Of(register, size)}";
            _encoded.Check(e => e.LockExchangeAdd(memory, register, size), $"lock xadd {operands}");
            _encoded.Check(e => e.LockCompareExchange(memory, register, size), $"lock cmpxchg {operands}");
            _encoded.Check(e => e.Exchange(memory, register, size), $"xchg {operands}");
            foreach (Alu operation in Enum.GetValues<Alu>().Where(operation => operation != Alu.Cmp))
                _encoded.Check(e => e.LockAlu(operation, memory, register, size), $"lock {operation} {operands}");
        }
    });

    [Fact]
    public void A_fence_and_jumps_through_memory_are_themselves()
    {
        _encoded.Check(e => e.MemoryFence(), $"mfence");
        foreach (MemoryForm form in MemoryForm.Some)
        {
            _encoded.Check(e => e.JumpIndirect(form.Operand), $"jmp qword ptr {form}");
            _encoded.Check(e => e.CallIndirect(form.Operand), $"call qword ptr {form}");
            _encoded.Check(e => e.LoadMxcsr(form.Operand), $"ldmxcsr dword ptr {form}");
            _encoded.Check(e => e.StoreMxcsr(form.Operand), $"stmxcsr dword ptr {form}");
        }
    }

    [Fact]
    public void Scalars_are_loaded_stored_and_computed_with_from_memory() => Each((form, register) =>
    {
        Memory memory = form.Operand;
        Xmm vector = (Xmm)register;
        foreach (bool isDouble in Widths)
        {
            string suffix = Suffix(isDouble), size = Size(isDouble ? 8 : 4);
            _encoded.Check(e => e.LoadFloat(isDouble, vector, memory), $"mov{suffix} {vector}, {size}{form}");
            _encoded.Check(e => e.StoreFloat(isDouble, memory, vector), $"mov{suffix} {size}{form}, {vector}");
            foreach (ScalarOperation operation in Enum.GetValues<ScalarOperation>())
                _encoded.Check(
                    e => e.Arithmetic(operation, isDouble, vector, memory),
                    $"{operation}{suffix} {vector}, {size}{form}");
        }
    });

    private void CheckForm(MemoryForm form, Gpr register)
    {
        Instruction instruction = _encoded.One(e => e.Load(register, form.Operand, 8, signExtend: false));
        Assert.Equal(Mnemonic.Mov, instruction.Mnemonic);
        Assert.Equal(Register.RAX + (int)register, instruction.Op0Register);
        Assert.Equal(form.Base is { } @base ? Register.RAX + (int)@base : Register.None, instruction.MemoryBase);
        Assert.Equal(form.Index is { } index ? Register.RAX + (int)index : Register.None, instruction.MemoryIndex);
        Assert.Equal(form.Scale, instruction.MemoryIndexScale);
        Assert.Equal(form.Displacement, (long)instruction.MemoryDisplacement64);
        int sib = form.Index is not null || form.Base is null or Gpr.Rsp or Gpr.R12 ? 1 : 0;
        Assert.Equal(3 + sib + form.DisplacementSize, instruction.Length);
    }

    private static void Each(Action<MemoryForm, Gpr> check)
    {
        foreach (MemoryForm form in MemoryForm.Some)
            foreach (Gpr register in Registers)
                check(form, register);
    }
}
