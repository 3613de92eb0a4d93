namespace Emu.Testing;

/// <summary>Encodings of the few instructions that test guests are made of, without an assembler.</summary>
public static class RiscVWord
{
    public const uint Ecall = 0x0000_0073;
    public const uint Ebreak = 0x0010_0073;
    public const uint Mret = 0x3020_0073;
    public const uint FenceI = 0x0000_100f;

    /// <summary><c>c.ebreak</c>, 16 bits.</summary>
    public const ushort CEbreak = 0x9002;

    public static uint Addi(int rd, int rs1, int imm) => I(imm, rs1, 0b000, rd, 0b0010011);
    public static uint Add(int rd, int rs1, int rs2) => R(0, rs2, rs1, 0b000, rd, 0b0110011);
    public static uint Sub(int rd, int rs1, int rs2) => R(0b0100000, rs2, rs1, 0b000, rd, 0b0110011);
    public static uint Lb(int rd, int imm, int rs1) => I(imm, rs1, 0b000, rd, 0b0000011);
    public static uint Ld(int rd, int imm, int rs1) => I(imm, rs1, 0b011, rd, 0b0000011);
    public static uint Jalr(int rd, int imm, int rs1) => I(imm, rs1, 0b000, rd, 0b1100111);
    public static uint Sd(int rs2, int imm, int rs1) => S(imm, rs2, rs1, 0b011, 0b0100011);
    public static uint Sh(int rs2, int imm, int rs1) => S(imm, rs2, rs1, 0b001, 0b0100011);
    public static uint Sb(int rs2, int imm, int rs1) => S(imm, rs2, rs1, 0b000, 0b0100011);
    public static uint Csrrw(int rd, int csr, int rs1) => I(csr, rs1, 0b001, rd, 0b1110011);
    public static uint Csrrs(int rd, int csr, int rs1) => I(csr, rs1, 0b010, rd, 0b1110011);
    public static uint Beq(int rs1, int rs2, int offset) => B(offset, rs2, rs1, 0b000);
    public static uint Bne(int rs1, int rs2, int offset) => B(offset, rs2, rs1, 0b001);
    public static uint SfenceVma(int rs1, int rs2) => R(0b0001001, rs2, rs1, 0b000, 0, 0b1110011);
    public static uint ScD(int rd, int rs2, int rs1) => R(0b0001100, rs2, rs1, 0b011, rd, 0b0101111);

    /// <summary>A J-type word; the distance is even and less than 1 MiB.</summary>
    public static uint Jal(int rd, int offset) =>
        ((uint)offset >> 20 & 1) << 31 | ((uint)offset >> 1 & 0x3ff) << 21 | ((uint)offset >> 11 & 1) << 20
        | ((uint)offset >> 12 & 0xff) << 12 | (uint)rd << 7 | 0b1101111;

    /// <summary><c>lui</c> of bits 31 to 12 of a value.</summary>
    public static uint Lui(int rd, uint value) => value & 0xffff_f000 | (uint)rd << 7 | 0b0110111;

    /// <summary>An R-type word (unprivileged specification, 2.2).</summary>
    public static uint R(uint funct7, int rs2, int rs1, uint funct3, int rd, uint opcode) =>
        funct7 << 25 | (uint)rs2 << 20 | (uint)rs1 << 15 | funct3 << 12 | (uint)rd << 7 | opcode;

    /// <summary>An I-type word.</summary>
    public static uint I(int imm, int rs1, uint funct3, int rd, uint opcode) =>
        (uint)imm << 20 | (uint)rs1 << 15 | funct3 << 12 | (uint)rd << 7 | opcode;

    /// <summary>An S-type word.</summary>
    public static uint S(int imm, int rs2, int rs1, uint funct3, uint opcode) =>
        R((uint)imm >> 5 & 0x7f, rs2, rs1, funct3, imm & 31, opcode);

    /// <summary>A B-type word, a branch.</summary>
    public static uint B(int offset, int rs2, int rs1, uint funct3) =>
        R(
            (((uint)offset >> 6) & 0x40) | (((uint)offset >> 5) & 0x3f),
            rs2,
            rs1,
            funct3,
            (offset & 0x1e) | ((offset >> 11) & 1),
            0b1100011);
}
