namespace Emu.Translate.Baseline.X64;

/// <summary>Moves, arithmetic, shifts, and bit counts on general-purpose registers.</summary>
internal sealed unsafe partial class X64Assembler
{
    /// <summary>ADD, OR, ADC, SBB, AND, SUB, XOR, CMP of two registers.</summary>
    public void Alu(Alu operation, bool wide, Gpr destination, Gpr source) =>
        Registers(((uint)operation << 3) | 1, Width(wide), (int)source, (int)destination);

    /// <summary>
    /// The same with a constant, which is sign-extended. AND with a constant that is not negative is written with 32
    /// bits: it clears the upper half either way, and leaves the same flags.
    /// </summary>
    public void Alu(Alu operation, bool wide, Gpr destination, int immediate)
    {
        uint rex = Width(wide && (operation != X64.Alu.And || immediate < 0));
        if (IsByte(immediate))
            EndByte(WriteRegisters(0x83, rex, (int)operation, (int)destination), immediate);
        else if (destination == Gpr.Rax)
            EndInt(WriteOpcode(Begin(), ((uint)operation << 3) | 5, rex), immediate);
        else
            EndInt(WriteRegisters(0x81, rex, (int)operation, (int)destination), immediate);
    }

    /// <summary>The same of a register with memory, into the register.</summary>
    public void Alu(Alu operation, bool wide, Gpr destination, Memory source) =>
        RegisterMemory(((uint)operation << 3) | 3, Width(wide), (int)destination, source);

    /// <summary>The same of memory with a register, into memory.</summary>
    public void Alu(Alu operation, bool wide, Memory destination, Gpr source) =>
        RegisterMemory(((uint)operation << 3) | 1, Width(wide), (int)source, destination);

    /// <summary>The same of memory with a constant, which is sign-extended, into memory.</summary>
    public void Alu(Alu operation, bool wide, Memory destination, int immediate)
    {
        if (IsByte(immediate))
            EndByte(WriteMemory(0x83, Width(wide), (int)operation, destination), immediate);
        else
            EndInt(WriteMemory(0x81, Width(wide), (int)operation, destination), immediate);
    }

    /// <summary>TEST: the flags of the two registers' AND.</summary>
    public void Test(bool wide, Gpr first, Gpr second) => Registers(0x85, Width(wide), (int)second, (int)first);

    /// <summary>
    /// TEST with a constant, which is sign-extended. It is written as narrow as leaves the same flags: with 32 bits
    /// where the constant is not negative, with 8 where it is at most 127.
    /// </summary>
    public void Test(bool wide, Gpr register, int immediate)
    {
        uint rex = Width(wide && immediate < 0);
        bool isByte = (uint)immediate <= sbyte.MaxValue;
        if (isByte && register == Gpr.Rax)
            EndByte(WriteOpcode(Begin(), 0xA8, 0), immediate);
        else if (isByte)
            EndByte(WriteRegisters(0xF6, ByteRegister(register), 0, (int)register), immediate);
        else if (register == Gpr.Rax)
            EndInt(WriteOpcode(Begin(), 0xA9, rex), immediate);
        else
            EndInt(WriteRegisters(0xF7, rex, 0, (int)register), immediate);
    }

    /// <summary>MOV between registers.</summary>
    public void Move(bool wide, Gpr destination, Gpr source) =>
        Registers(0x89, Width(wide), (int)source, (int)destination);

    /// <summary>
    /// MOV of a constant to all 64 bits, in 5 to 10 bytes; the flags stay as they are, so zero is not written as an
    /// XOR.
    /// </summary>
    public void MoveConstant(Gpr destination, ulong value)
    {
        uint extension = (uint)destination >> 3;
        uint opcode = 0xB8u + ((uint)destination & 7);
        if (value <= uint.MaxValue)
        {
            EndInt(WriteOpcode(Begin(), opcode, extension), (int)value);
        }
        else if ((long)value == (int)value)
        {
            EndInt(WriteRegisters(0xC7, RexW, 0, (int)destination), (int)value);
        }
        else
        {
            byte* p = WriteOpcode(Begin(), opcode, RexW | extension);
            *(ulong*)p = value;
            cursor = p + 8;
        }
    }

    /// <summary>MOV, MOVZX, MOVSX, MOVSXD: loads 1, 2, 4 or 8 bytes, extended to 64 bits.</summary>
    public void Load(Gpr destination, Memory source, int bytes, bool signExtend)
    {
        uint opcode = bytes switch
        {
            1 => Map0F | (signExtend ? 0xBEu : 0xB6u),
            2 => Map0F | (signExtend ? 0xBFu : 0xB7u),
            4 => signExtend ? 0x63u : 0x8Bu,
            _ => 0x8B,
        };
        RegisterMemory(opcode, Width(signExtend || bytes == 8), (int)destination, source);
    }

    /// <summary>MOV: stores the lowest 1, 2, 4 or 8 bytes of a register.</summary>
    public void Store(Memory destination, Gpr source, int bytes)
    {
        uint opcode = (bytes == 2 ? Prefix66 : 0) | (bytes == 1 ? 0x88u : 0x89u);
        RegisterMemory(opcode, bytes == 1 ? ByteRegister(source) : Width(bytes == 8), (int)source, destination);
    }

    /// <summary>MOV: stores the lowest 1, 2 or 4 bytes of a constant, or 8 of it sign-extended.</summary>
    public void StoreConstant(Memory destination, int bytes, int immediate)
    {
        switch (bytes)
        {
            case 1:
                EndByte(WriteMemory(0xC6, 0, 0, destination), immediate);
                break;
            case 2:
                byte* p = WriteMemory(Prefix66 | 0xC7, 0, 0, destination);
                *(short*)p = (short)immediate;
                cursor = p + 2;
                break;
            default:
                EndInt(WriteMemory(0xC7, Width(bytes == 8), 0, destination), immediate);
                break;
        }
    }

    /// <summary>LEA: the address of the operand, as a sum that leaves the flags alone.</summary>
    public void Lea(bool wide, Gpr destination, Memory source) =>
        RegisterMemory(0x8D, Width(wide), (int)destination, source);

    /// <summary>PREFETCHT0: the line is fetched while other instructions are executed.</summary>
    public void Prefetch(Memory place) => RegisterMemory(Map0F | 0x18, 0, 1, place);

    /// <summary>MOVSX, MOVSXD: the lowest 8, 16 or 32 bits of a register, sign-extended to 64.</summary>
    public void MoveSignExtended(Gpr destination, Gpr source, int bits)
    {
        uint opcode = bits switch { 8 => Map0F | 0xBE, 16 => Map0F | 0xBF, _ => 0x63u };
        Registers(opcode, RexW, (int)destination, (int)source);
    }

    /// <summary>MOVZX, MOV: the lowest 8, 16 or 32 bits of a register, with zeros above.</summary>
    public void MoveZeroExtended(Gpr destination, Gpr source, int bits)
    {
        if (bits == 32)
            Move(wide: false, destination, source);
        else if (bits == 16)
            Registers(Map0F | 0xB7, 0, (int)destination, (int)source);
        else
            Registers(Map0F | 0xB6, ByteRegister(source), (int)destination, (int)source);
    }

    /// <summary>XCHG of two registers.</summary>
    public void Exchange(bool wide, Gpr first, Gpr second) => Registers(0x87, Width(wide), (int)second, (int)first);

    /// <summary>IMUL: the lower half of the product of two registers.</summary>
    public void Multiply(bool wide, Gpr destination, Gpr source) =>
        Registers(Map0F | 0xAF, Width(wide), (int)destination, (int)source);

    /// <summary>IMUL: the lower half of the product of a register and a constant, which is sign-extended.</summary>
    public void Multiply(bool wide, Gpr destination, Gpr source, int immediate)
    {
        if (IsByte(immediate))
            EndByte(WriteRegisters(0x6B, Width(wide), (int)destination, (int)source), immediate);
        else
            EndInt(WriteRegisters(0x69, Width(wide), (int)destination, (int)source), immediate);
    }

    /// <summary>IMUL or MUL: rdx:rax becomes the whole product of rax and the register.</summary>
    public void MultiplyHigh(bool signed, bool wide, Gpr source) =>
        Registers(0xF7, Width(wide), signed ? 5 : 4, (int)source);

    /// <summary>
    /// IDIV or DIV: rax becomes the quotient and rdx the remainder of rdx:rax. The host traps where the divisor is zero
    /// or the quotient does not fit, which the caller rules out.
    /// </summary>
    public void Divide(bool signed, bool wide, Gpr divisor) =>
        Registers(0xF7, Width(wide), signed ? 7 : 6, (int)divisor);

    /// <summary>CQO or CDQ: rdx becomes copies of the sign of rax.</summary>
    public void SignExtendIntoRdx(bool wide) => cursor = WriteOpcode(Begin(), 0x99, Width(wide));

    /// <summary>A shift by a constant count, which is below the width.</summary>
    public void Shift(Shift operation, bool wide, Gpr register, int count)
    {
        if (count == 1)
            Registers(0xD1, Width(wide), (int)operation, (int)register);
        else
            EndByte(WriteRegisters(0xC1, Width(wide), (int)operation, (int)register), count);
    }

    /// <summary>A shift by the count in cl.</summary>
    public void ShiftByCl(Shift operation, bool wide, Gpr register) =>
        Registers(0xD3, Width(wide), (int)operation, (int)register);

    /// <summary>SHLX, SHRX or SARX, by any register's count and without flags. The host must have BMI2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The operation is a rotation, which has no such form.</exception>
    public void ShiftExtended(Shift operation, bool wide, Gpr destination, Gpr source, Gpr count)
    {
        uint prefix = operation switch
        {
            X64.Shift.Shl => Prefix66,
            X64.Shift.Shr => PrefixF2,
            X64.Shift.Sar => PrefixF3,
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
        cursor = WriteVex(prefix | Map0F38 | 0xF7, wide, (int)destination, (int)count, (int)source);
    }

    /// <summary>RORX: rotates right by a constant count, without flags. The host must have BMI2.</summary>
    public void RotateRightExtended(bool wide, Gpr destination, Gpr source, int count) =>
        EndByte(WriteVex(PrefixF2 | Map0F3A | 0xF0, wide, (int)destination, 0, (int)source), count);

    /// <summary>ANDN: the complement of the first, and the second. The host must have BMI1.</summary>
    public void AndNot(bool wide, Gpr destination, Gpr inverted, Gpr source) =>
        cursor = WriteVex(Map0F38 | 0xF2, wide, (int)destination, (int)inverted, (int)source);

    /// <summary>NEG.</summary>
    public void Negate(bool wide, Gpr register) => Registers(0xF7, Width(wide), 3, (int)register);

    /// <summary>NOT.</summary>
    public void Not(bool wide, Gpr register) => Registers(0xF7, Width(wide), 2, (int)register);

    /// <summary>BSWAP.</summary>
    public void ByteSwap(bool wide, Gpr register) =>
        cursor = WriteOpcode(Begin(), Map0F | (0xC8u + ((uint)register & 7)), Width(wide) | ((uint)register >> 3));

    /// <summary>LZCNT: how many zeros lead. The host must have LZCNT, else this is another instruction (BSR).</summary>
    public void Lzcnt(bool wide, Gpr destination, Gpr source) =>
        Registers(PrefixF3 | Map0F | 0xBD, Width(wide), (int)destination, (int)source);

    /// <summary>TZCNT: how many zeros trail. The host must have BMI1, else this is another instruction (BSF).</summary>
    public void Tzcnt(bool wide, Gpr destination, Gpr source) =>
        Registers(PrefixF3 | Map0F | 0xBC, Width(wide), (int)destination, (int)source);

    /// <summary>POPCNT: how many bits are set.</summary>
    public void Popcnt(bool wide, Gpr destination, Gpr source) =>
        Registers(PrefixF3 | Map0F | 0xB8, Width(wide), (int)destination, (int)source);

    /// <summary>SETcc: the lowest byte of the register becomes 0 or 1; the others stay.</summary>
    public void SetCondition(Condition condition, Gpr destination) =>
        Registers(Map0F | (0x90u + (uint)condition), ByteRegister(destination), 0, (int)destination);

    /// <summary>
    /// CMOVcc; without <paramref name="wide"/> the upper half is cleared even where the condition is false.
    /// </summary>
    public void ConditionalMove(Condition condition, bool wide, Gpr destination, Gpr source) =>
        Registers(Map0F | (0x40u + (uint)condition), Width(wide), (int)destination, (int)source);
}
