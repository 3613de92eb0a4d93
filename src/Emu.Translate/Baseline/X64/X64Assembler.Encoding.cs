using System.Runtime.CompilerServices;

namespace Emu.Translate.Baseline.X64;

/// <summary>
/// Prefixes, opcodes, ModRM and SIB bytes (Intel SDM vol. 2, chapter 2). An opcode is given as one number: the byte
/// itself, the map that it is in (0F, 0F 38, 0F 3A) and the prefix that belongs to it (66, F2, F3, or F0 for LOCK).
/// </summary>
internal sealed unsafe partial class X64Assembler
{
    private const uint Map0F = 1 << 8;
    private const uint Map0F38 = 2 << 8;
    private const uint Map0F3A = 3 << 8;
    private const uint Prefix66 = 0x66 << 16;
    private const uint PrefixF2 = 0xF2 << 16;
    private const uint PrefixF3 = 0xF3 << 16;
    private const uint PrefixLock = 0xF0 << 16;

    private const uint Rex = 0x40;
    private const uint RexW = 0x48;

    private static uint Width(bool wide) => wide ? RexW : 0;

    /// <summary>
    /// The REX prefix that the byte registers spl, bpl, sil and dil need, where ah, ch, dh and bh would be meant.
    /// </summary>
    private static uint ByteRegister(Gpr register) => register is >= Gpr.Rsp and <= Gpr.Rdi ? Rex : 0;

    private static bool IsByte(int value) => (sbyte)value == value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Begin()
    {
        byte* p = cursor;
        if (p <= lastStart)
            return p;
        Overflowed = true;
        return lastStart;
    }

    /// <summary>
    /// Writes the prefixes and the opcode. The extension bits of registers are in <paramref name="rex"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* WriteOpcode(byte* p, uint opcode, uint rex)
    {
        if (opcode >> 16 != 0)
            *p++ = (byte)(opcode >> 16);
        if (rex != 0)
            *p++ = (byte)(rex | Rex);
        uint map = opcode & Map0F3A;
        if (map != 0)
        {
            *p++ = 0x0F;
            if (map != Map0F)
                *p++ = map == Map0F38 ? (byte)0x38 : (byte)0x3A;
        }

        *p++ = (byte)opcode;
        return p;
    }

    /// <summary>
    /// Writes an instruction without its immediate, on two registers or one and an opcode's extension.
    /// </summary>
    private byte* WriteRegisters(uint opcode, uint rex, int register, int operand)
    {
        byte* p = WriteOpcode(Begin(), opcode, rex | ((uint)register >> 3 << 2) | ((uint)operand >> 3));
        *p++ = (byte)(0xC0 | ((register & 7) << 3) | (operand & 7));
        return p;
    }

    /// <summary>
    /// Writes an instruction without its immediate, on a register (or an opcode's extension) and memory.
    /// </summary>
    private byte* WriteMemory(uint opcode, uint rex, int register, Memory operand)
    {
        byte* p = WriteOpcode(Begin(), opcode, rex | ((uint)register >> 3 << 2) | (uint)operand.RexBits);
        int field = (register & 7) << 3;
        int sib = (operand.ScaleShift << 6) | ((operand.IndexNumber & 7) << 3);
        *(int*)(p + 2) = operand.Displacement;
        if (!operand.HasBase)
        {
            // No base is base rbp without a displacement, which is then there after all, with four bytes (table 2-3).
            *p++ = (byte)(field | 4);
            *p++ = (byte)(sib | 5);
            return p + 4;
        }

        int low = operand.BaseNumber & 7;
        int displacement = operand.Displacement;
        int size = displacement == 0 && low != 5 ? 0 : IsByte(displacement) ? 1 : 4;
        field |= size == 0 ? 0 : size == 1 ? 0x40 : 0x80;
        if (operand.HasIndex || low == 4)
        {
            *p++ = (byte)(field | 4);
            *p++ = (byte)(sib | low);
        }
        else
        {
            *p++ = (byte)(field | low);
            *(int*)p = displacement;
        }

        return p + size;
    }

    /// <summary>Writes an instruction with a three-byte VEX prefix on three registers (2.3.5).</summary>
    /// <param name="opcode">The opcode, with its map, and its prefix where it has one.</param>
    /// <param name="w">VEX.W.</param>
    /// <param name="register">ModRM.reg.</param>
    /// <param name="second">VEX.vvvv; 0 where the instruction has none.</param>
    /// <param name="operand">ModRM.rm.</param>
    private byte* WriteVex(uint opcode, bool w, int register, int second, int operand)
    {
        int simdPrefix = (opcode >> 16) switch { 0x66 => 1, 0xF3 => 2, 0xF2 => 3, _ => 0 };
        byte* p = Begin();
        p[0] = 0xC4;
        p[1] = (byte)(((~register & 8) << 4) | 0x40 | ((~operand & 8) << 2) | (int)((opcode >> 8) & 3));
        p[2] = (byte)((w ? 0x80 : 0) | ((~second & 15) << 3) | simdPrefix);
        p[3] = (byte)opcode;
        p[4] = (byte)(0xC0 | ((register & 7) << 3) | (operand & 7));
        return p + 5;
    }

    private void Registers(uint opcode, uint rex, int register, int operand) =>
        cursor = WriteRegisters(opcode, rex, register, operand);

    private void RegisterMemory(uint opcode, uint rex, int register, Memory operand) =>
        cursor = WriteMemory(opcode, rex, register, operand);

    /// <summary>Ends an instruction with a one-byte immediate.</summary>
    private void EndByte(byte* p, int immediate)
    {
        *p = (byte)immediate;
        cursor = p + 1;
    }

    /// <summary>Ends an instruction with a four-byte immediate.</summary>
    private void EndInt(byte* p, int immediate)
    {
        *(int*)p = immediate;
        cursor = p + 4;
    }
}
