using Emu.Guest.Toy;
using Emu.Isa;

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

    public static uint Turn(int rd, int ra, int rb) => Three(24, rd, ra, rb);

    public static uint Storeq(int qb, int ra, int imm) => Two(19, qb, ra, imm);

    public static uint Apply(VectorOperation operation, Lanes lanes, int qd, int qa, int immediate)
    {
        uint asks = (immediate & VectorOperations.WhereSaturated) != 0 ? 1u : 0;
        return (0x80u << 24) | (asks << 23) | ((uint)operation << 15) | ((uint)lanes << 13) | ((uint)qd << 10)
            | ((uint)qa << 7) | ((uint)immediate & 127);
    }

    public static uint Get(int rd, Lanes lanes, int qa, int index) =>
        (0x81u << 24) | ((uint)rd << 20) | ((uint)lanes << 18) | ((uint)qa << 15) | ((uint)index << 11);

    public static uint With(int qd, Lanes lanes, int qa, int index, int ra) => (0x82u << 24) | ((uint)qd << 21)
        | ((uint)lanes << 19) | ((uint)qa << 16) | ((uint)index << 12) | ((uint)ra << 8);

    public static uint Duplicate(int qd, Lanes lanes, int ra) =>
        (0x83u << 24) | ((uint)qd << 21) | ((uint)lanes << 19) | ((uint)ra << 15);

    public static uint Create(int qd, int ra, int rb) =>
        (0x84u << 24) | ((uint)qd << 21) | ((uint)ra << 17) | ((uint)rb << 13);

    public static uint Halves(int qd, int qa, int qb, int which) =>
        (0x85u << 24) | ((uint)qd << 21) | ((uint)qa << 18) | ((uint)qb << 15) | ((uint)which << 12);

    public static uint Logic(int qd, int qa, int qb) =>
        (0x86u << 24) | ((uint)qd << 21) | ((uint)qa << 18) | ((uint)qb << 15);

    public static uint Crowd(int qd, int qa, int ra, int imm) =>
        (0x87u << 24) | ((uint)qd << 21) | ((uint)qa << 18) | ((uint)ra << 14) | (uint)imm;

    public static uint Compute(int rd, int ra, int rb, int function) =>
        (0x88u << 24) | ((uint)rd << 20) | ((uint)ra << 16) | ((uint)rb << 12) | (uint)function;

    public static uint Again(int rd, int rc, int ra, int qa) =>
        (0x91u << 24) | ((uint)rd << 20) | ((uint)rc << 16) | ((uint)ra << 12) | ((uint)qa << 9);

    public static uint Known(int rd, int ra) => Two(0x89, rd, ra, 0);

    public static uint Atomic(int rd, AtomicOperation operation, int size, int ra, int rb) =>
        Three(0x8a, rd, ra, rb) | ((uint)operation << 8) | ((uint)size << 6);

    public static uint Swapif(int rd, int size, int ra, int rb, int rc) =>
        Three(0x8b, rd, ra, rb) | ((uint)rc << 8) | ((uint)size << 6);

    public static uint Reserve(int rd, int size, int ra) => Two(0x8c, rd, ra, size << 14);

    public static uint Conditional(int rd, int size, int ra, int rb) => Three(0x8d, rd, ra, rb) | ((uint)size << 10);

    public static uint Swapifq(int qd, int ra, int qb, int qc) =>
        (0x8eu << 24) | ((uint)qd << 21) | ((uint)ra << 17) | ((uint)qb << 14) | ((uint)qc << 11);

    public static uint Reserveq(int qd, int ra) => (0x8fu << 24) | ((uint)qd << 21) | ((uint)ra << 17);

    public static uint Conditionalq(int rd, int ra, int qb) =>
        (0x90u << 24) | ((uint)rd << 20) | ((uint)ra << 16) | ((uint)qb << 13);

    private static uint Wide(uint operation, int register, int number) =>
        (operation << 24) | ((uint)register << 20) | ((uint)number & 0xf_ffff);

    private static uint Two(uint operation, int first, int second, int number) =>
        (operation << 24) | ((uint)first << 20) | ((uint)second << 16) | ((uint)number & 0xffff);

    private static uint Three(uint operation, int first, int second, int third) =>
        (operation << 24) | ((uint)first << 20) | ((uint)second << 16) | ((uint)third << 12);
}
