using Emu.Guest.Toy;

namespace Emu.Engine.Tests.Toy;

/// <summary>Instruction words of <see cref="ToyArchitecture"/>.</summary>
internal static class ToyWord
{
    public const uint Kernel = 14u << 24;

    public static uint Set(int rd, int imm) => Wide(1, rd, imm);

    public static uint Add(int rd, int ra, int rb) => Three(2, rd, ra, rb);

    public static uint Addw(int rd, int ra, int rb) => Three(3, rd, ra, rb);

    public static uint Addi(int rd, int ra, int imm) => Two(4, rd, ra, imm);

    public static uint Compare(int ra, int rb) => Three(5, 0, ra, rb);

    public static uint Beq(int offset) => (6u << 24) | ((uint)(offset >> 2) & 0xff_ffff);

    public static uint Bne(int offset) => (7u << 24) | ((uint)(offset >> 2) & 0xff_ffff);

    public static uint Call(int rd, int offset) => Wide(8, rd, offset >> 2);

    public static uint Jump(int ra) => Wide(9, ra, 0);

    public static uint Load(int rd, int ra, int imm) => Two(10, rd, ra, imm);

    public static uint Loadb(int rd, int ra, int imm) => Two(11, rd, ra, imm);

    public static uint Store(int rb, int ra, int imm) => Two(12, rb, ra, imm);

    public static uint Storeb(int rb, int ra, int imm) => Two(13, rb, ra, imm);

    public static uint Count(int rd, int ra) => Two(15, rd, ra, 0);

    public static uint Move(int qd, int qa) => Two(16, qd, qa, 0);

    public static uint Xor(int qd, int qa, int qb) => Three(17, qd, qa, qb);

    public static uint Loadq(int qd, int ra, int imm) => Two(18, qd, ra, imm);

    public static uint Hash(int rd, int ra) => Two(20, rd, ra, 0);

    public static uint Patch(int rd, int ra, int rb) => Three(21, rd, ra, rb);

    public static uint Aclear(int rd, int ra, int rb) => Three(22, rd, ra, rb);

    public static uint Aclearw(int rd, int ra, int rb) => Three(23, rd, ra, rb);

    public static uint Storeq(int qb, int ra, int imm) => Two(19, qb, ra, imm);

    private static uint Wide(uint operation, int register, int number) =>
        (operation << 24) | ((uint)register << 20) | ((uint)number & 0xf_ffff);

    private static uint Two(uint operation, int first, int second, int number) =>
        (operation << 24) | ((uint)first << 20) | ((uint)second << 16) | ((uint)number & 0xffff);

    private static uint Three(uint operation, int first, int second, int third) =>
        (operation << 24) | ((uint)first << 20) | ((uint)second << 16) | ((uint)third << 12);
}
