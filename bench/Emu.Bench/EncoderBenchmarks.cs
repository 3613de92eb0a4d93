using BenchmarkDotNet.Attributes;
using Emu.Translate.Baseline.X64;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;
using Condition = Emu.Translate.Baseline.X64.Condition;

namespace Emu.Bench;

/// <summary>
/// What the host code of a guest's load and add costs to write, an instruction: a TLB check with its forward jump, the
/// load, arithmetic, a constant and a store of a guest register. Our encoder beside Iced's assembler, and beside Iced's
/// encoder without labels. Registers and constants come from arrays, as a translator's do: known to the compiler, ours
/// would fold into stores of finished bytes.
/// </summary>
[MemoryDiagnoser]
public unsafe class EncoderBenchmarks
{
    private const int Instructions = 12;
    private const int Blocks = 10;

    private readonly Gpr[] registers = [Gpr.Rax, Gpr.Rcx, Gpr.Rsi, Gpr.R8, Gpr.R9, Gpr.R10, Gpr.R13, Gpr.R15];
    private readonly AssemblerRegister64[] assemblerRegisters = [rax, rcx, rsi, r8, r9, r10, r13, r15];
    private readonly AssemblerRegister32[] assemblerHalves = [eax, ecx, esi, r8d, r9d, r10d, r13d, r15d];
    private readonly Register[] icedRegisters =
    [
        Register.RAX, Register.RCX, Register.RSI, Register.R8, Register.R9, Register.R10, Register.R13, Register.R15,
    ];

    private readonly Register[] icedHalves =
    [
        Register.EAX, Register.ECX, Register.ESI, Register.R8D, Register.R9D, Register.R10D, Register.R13D,
        Register.R15D,
    ];

    private readonly int[] offsets = [80, 88, 96, 400, 408, 24, 32, 40];
    private readonly int[] constants = [24, -8, 100, 1 << 20, 0x7ff, 12, 0x1234_5678, 64];
    private readonly byte[] buffer = GC.AllocateArray<byte>(4096, pinned: true);
    private readonly X64Assembler ours = new();
    private readonly Assembler assembler = new(64);
    private readonly BufferWriter writer;
    private readonly Encoder encoder;

    /// <summary>Makes what all runs share, so that it counts for none.</summary>
    public EncoderBenchmarks()
    {
        writer = new BufferWriter(buffer);
        encoder = Encoder.Create(64, writer);
    }

    /// <summary>Demands that all three write the same instructions, else comparing them says nothing.</summary>
    [GlobalSetup]
    public void Compare()
    {
        string[] mine = Texts(Ours()), assembled = Texts(IcedAssembler()), encoded = Texts(IcedEncoder());
        if (!mine.SequenceEqual(assembled) || !mine.SequenceEqual(encoded))
            throw new InvalidOperationException("the encoders write different instructions");
    }

    /// <summary>Our encoder, labels included.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Instructions * Blocks)]
    public int Ours()
    {
        X64Assembler e = ours;
        fixed (byte* start = buffer)
            e.Reset(start, buffer.Length);
        int miss = e.NewLabel();
        for (int i = 0; i < Blocks; i++)
        {
            Gpr address = registers[i & 7], value = registers[(i + 1) & 7], other = registers[(i + 2) & 7];
            int offset = offsets[i & 7], constant = constants[i & 7];
            e.Load(address, new Memory(Gpr.Rbx, offset), 8, signExtend: false);
            e.Alu(Alu.Add, true, address, constant);
            e.Move(true, value, address);
            e.Shift(Shift.Shr, true, value, 12);
            e.Alu(Alu.And, false, value, 0x7ff);
            e.Alu(Alu.Cmp, true, Gpr.Rdx, new Memory(Gpr.R12, value, 8));
            e.JumpIf(Condition.NE, miss);
            e.Load(value, new Memory(address, Gpr.Rdx, 1), 4, signExtend: true);
            e.Alu(Alu.Add, true, value, other);
            e.MoveConstant(address, (uint)constant);
            e.Alu(Alu.Xor, true, address, value);
            e.Store(new Memory(Gpr.Rbx, offset), address, 8);
        }

        e.Bind(miss);
        e.Return();
        return e.Position;
    }

    /// <summary>Iced's assembler, and the block encoder that it hands the instructions to.</summary>
    [Benchmark(OperationsPerInvoke = Instructions * Blocks)]
    public int IcedAssembler()
    {
        Assembler c = assembler;
        c.Reset();
        writer.Position = 0;
        Label miss = c.CreateLabel();
        for (int i = 0; i < Blocks; i++)
        {
            AssemblerRegister64 address = assemblerRegisters[i & 7], value = assemblerRegisters[(i + 1) & 7];
            AssemblerRegister64 other = assemblerRegisters[(i + 2) & 7];
            int offset = offsets[i & 7], constant = constants[i & 7];
            c.mov(address, __qword_ptr[rbx + offset]);
            c.add(address, constant);
            c.mov(value, address);
            c.shr(value, 12);
            c.and(assemblerHalves[(i + 1) & 7], 0x7ff);
            c.cmp(rdx, __qword_ptr[r12 + value * 8]);
            c.jne(miss);
            c.movsxd(value, __dword_ptr[address + rdx]);
            c.add(value, other);
            c.mov(assemblerHalves[i & 7], constant);
            c.xor(address, value);
            c.mov(__qword_ptr[rbx + offset], address);
        }

        c.Label(ref miss);
        c.ret();
        c.Assemble(writer, 0);
        return writer.Position;
    }

    /// <summary>Iced's encoder, an instruction at a time; jumps go to a fixed place.</summary>
    [Benchmark(OperationsPerInvoke = Instructions * Blocks)]
    public int IcedEncoder()
    {
        writer.Position = 0;
        for (int i = 0; i < Blocks; i++)
        {
            Register address = icedRegisters[i & 7], value = icedRegisters[(i + 1) & 7];
            Register other = icedRegisters[(i + 2) & 7];
            int offset = offsets[i & 7], constant = constants[i & 7];
            Code add = (sbyte)constant == constant ? Code.Add_rm64_imm8 : Code.Add_rm64_imm32;
            MemoryOperand guest = new(Register.RBX, offset);
            Encode(Instruction.Create(Code.Mov_r64_rm64, address, guest));
            Encode(Instruction.Create(add, address, constant));
            Encode(Instruction.Create(Code.Mov_rm64_r64, value, address));
            Encode(Instruction.Create(Code.Shr_rm64_imm8, value, 12));
            Encode(Instruction.Create(Code.And_rm32_imm32, icedHalves[(i + 1) & 7], 0x7ff));
            Encode(Instruction.Create(Code.Cmp_r64_rm64, Register.RDX, new MemoryOperand(Register.R12, value, 8)));
            Encode(Instruction.CreateBranch(Code.Jne_rel32_64, 2048));
            Encode(Instruction.Create(Code.Movsxd_r64_rm32, value, new MemoryOperand(address, Register.RDX, 1)));
            Encode(Instruction.Create(Code.Add_rm64_r64, value, other));
            Encode(Instruction.Create(Code.Mov_r32_imm32, icedHalves[i & 7], constant));
            Encode(Instruction.Create(Code.Xor_rm64_r64, address, value));
            Encode(Instruction.Create(Code.Mov_rm64_r64, guest, address));
        }

        Encode(Instruction.Create(Code.Retnq));
        return writer.Position;
    }

    private string[] Texts(int length)
    {
        List<string> texts = [];
        Decoder decoder = Decoder.Create(64, new ByteArrayCodeReader(buffer, 0, length));
        while (decoder.IP < (ulong)length)
        {
            Instruction instruction = decoder.Decode();
            texts.Add(instruction.IsJccShortOrNear ? "jump" : instruction.ToString());
        }

        return [.. texts];
    }

    private void Encode(in Instruction instruction) => encoder.Encode(instruction, (ulong)writer.Position);

    private sealed class BufferWriter(byte[] target) : CodeWriter
    {
        public int Position { get; set; }

        public override void WriteByte(byte value) => target[Position++] = value;
    }
}
