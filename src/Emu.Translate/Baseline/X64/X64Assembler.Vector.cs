using Emu.Isa;

namespace Emu.Translate.Baseline.X64;

/// <summary>Vectors of 128 bits: moves, and operations by their opcode (<see cref="VectorOpcode"/>).</summary>
internal sealed unsafe partial class X64Assembler
{
    /// <summary>MOVAPS from memory that is aligned to 16 bytes.</summary>
    public void LoadAligned(Xmm destination, Memory source) => RegisterMemory(Map0F | 0x28, 0, (int)destination, source);

    /// <summary>MOVAPS to memory that is aligned to 16 bytes.</summary>
    public void StoreAligned(Memory destination, Xmm source) => RegisterMemory(Map0F | 0x29, 0, (int)source, destination);

    /// <summary>MOVUPS from memory.</summary>
    public void LoadVector(Xmm destination, Memory source) => RegisterMemory(Map0F | 0x10, 0, (int)destination, source);

    /// <summary>MOVUPS to memory.</summary>
    public void StoreVector(Memory destination, Xmm source) => RegisterMemory(Map0F | 0x11, 0, (int)source, destination);

    /// <summary>PEXTRB, PEXTRW, PEXTRD or PEXTRQ: a lane, zero-extended.</summary>
    /// <param name="destination">Takes the lane.</param>
    /// <param name="source">The vector.</param>
    /// <param name="size">The lane's bytes.</param>
    /// <param name="index">Its number.</param>
    public void ExtractLane(Gpr destination, Xmm source, int size, int index)
    {
        uint opcode = size switch { 1 => 0x14u, 2 => 0x15u, _ => 0x16u };
        EndByte(
            WriteRegisters(Prefix66 | Map0F3A | opcode, Width(size == 8), (int)source, (int)destination), index);
    }

    /// <summary>PINSRB, PINSRW, PINSRD or PINSRQ: sets a lane.</summary>
    /// <param name="destination">The vector.</param>
    /// <param name="source">The lane's value, in the low bits.</param>
    /// <param name="size">The lane's bytes.</param>
    /// <param name="index">Its number.</param>
    public void InsertLane(Xmm destination, Gpr source, int size, int index)
    {
        uint opcode = size switch { 1 => Map0F3A | 0x20, 2 => Map0F | 0xC4, _ => Map0F3A | 0x22 };
        EndByte(WriteRegisters(Prefix66 | opcode, Width(size == 8), (int)destination, (int)source), index);
    }

    /// <summary>An operation on two vectors, or on the second where it takes one.</summary>
    public void Vector(VectorOpcode operation, Xmm destination, Xmm first, Xmm second) =>
        cursor = WriteVex((uint)operation, w: false, (int)destination, (int)first, (int)second);

    /// <summary>The same with an immediate byte.</summary>
    public void Vector(VectorOpcode operation, Xmm destination, Xmm first, Xmm second, int immediate) =>
        EndByte(WriteVex((uint)operation, w: false, (int)destination, (int)first, (int)second), immediate);

    /// <summary>An operation on numbers, of single precision or double.</summary>
    public void FloatVector(VectorOpcode operation, bool isDouble, Xmm destination, Xmm first, Xmm second) => cursor =
        WriteVex((uint)operation | (isDouble ? Prefix66 : 0), w: false, (int)destination, (int)first, (int)second);

    /// <summary>The same with an immediate byte.</summary>
    public void FloatVector(
        VectorOpcode operation, bool isDouble, Xmm destination, Xmm first, Xmm second, int immediate) => EndByte(
        WriteVex((uint)operation | (isDouble ? Prefix66 : 0), w: false, (int)destination, (int)first, (int)second),
        immediate);

    /// <summary>VFMADD231PS or VFMADD231PD: the products of two registers, and the destination. The host must have
    /// FMA.</summary>
    public void MultiplyAddLanes(bool isDouble, Xmm destination, Xmm first, Xmm second) => cursor =
        WriteVex(Prefix66 | Map0F38 | 0xB8, isDouble, (int)destination, (int)first, (int)second);

    /// <summary>MOVMSKPS or MOVMSKPD: the highest bits of lanes.</summary>
    public void MoveMask(bool isDouble, Gpr destination, Xmm source) =>
        Registers(Packed(isDouble) | 0x50, 0, (int)destination, (int)source);

    /// <summary>MOVDDUP: 64 bits from memory, in both halves.</summary>
    public void LoadTwice(Xmm destination, Memory source) =>
        RegisterMemory(PrefixF2 | Map0F | 0x12, 0, (int)destination, source);

    /// <summary>VPSLLW and its relatives: lanes of more than a byte by a constant below their bits.</summary>
    public void ShiftVector(Lanes lanes, VectorShift shift, Xmm destination, Xmm source, int count) => EndByte(
        WriteVex(Prefix66 | Map0F | (0x70 + (uint)lanes), w: false, (int)shift, (int)destination, (int)source), count);

    /// <summary>VPSRLDQ: the whole vector by bytes.</summary>
    public void ShiftBytesRight(Xmm destination, Xmm source, int bytes) => EndByte(
        WriteVex(Prefix66 | Map0F | 0x73, w: false, 3, (int)destination, (int)source), bytes);
}
