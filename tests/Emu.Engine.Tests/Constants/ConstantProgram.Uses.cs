using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Constants;

/// <content>What is done with the results.</content>
internal sealed partial class ConstantProgram
{
    private const int MostSkipped = 3;

    // Uses a register as an address or a target. False when the program ends there.
    private bool AddUse(bool isLast)
    {
        int pointer = Known();
        switch (random.Next(8))
        {
            case 0:
                AddBranch();
                return true;
            case 1 or 2:
                return AddJump(pointer, isLast && random.Next(3) == 0);
            default:
                bool isWild = place.MayFault && isLast && random.Next(3) == 0;
                return AddAccess(pointer, isWild);
        }
    }

    private bool AddAccess(int pointer, bool isWild)
    {
        (uint Word, int Size)[] accesses = Access(pointer, out int immediate);
        (ulong start, int extent) = place.Data[random.Next(place.Data.Length)];
        int size = accesses[0].Size;
        // Now and then astride the range's end, and else mostly near it.
        int most = extent - (place.MayFault && random.Next(4) == 0 ? 1 : size);
        int offset = random.Next(3) == 0 ? random.Next(most + 1) : Math.Clamp(Pick(0, 1, most, most - 7, most - 8), 0, most);
        if (random.Next(2) == 0) offset -= offset % size;
        if (!isWild && !AddAdjustment(pointer, unchecked(start + (ulong)offset - (ulong)(long)immediate))) return false;
        foreach ((uint word, _) in accesses) Add(word);
        return true;
    }

    // The access's instructions, all at the pointer.
    private (uint Word, int Size)[] Access(int pointer, out int immediate)
    {
        int other = AnyRegister(), into = random.Next(3) == 0 ? 0 : Known();
        uint wide = (uint)random.Next(2);
        int atomicSize = wide == 0 ? 4 : 8;
        immediate = 0;
        switch (random.Next(12))
        {
            case < 4:
                immediate = Immediate();
                uint load = (uint)random.Next(7);
                return [(I(immediate, pointer, load, into, 0b0000011), 1 << (int)(load & 3))];
            case < 7:
                immediate = Immediate();
                uint store = (uint)random.Next(4);
                return [(S(immediate, other, pointer, store, 0b0100011), 1 << (int)store)];
            case 7:
                immediate = Immediate();
                return [(I(immediate, pointer, 2 + wide, Known(), 0b0000111), atomicSize)];
            case 8:
                immediate = Immediate();
                return [(S(immediate, Known(), pointer, 2 + wide, 0b0100111), atomicSize)];
            case 9:
                uint operation = (uint)Pick(0, 1, 4, 8, 12, 16, 20, 24, 28);
                return [(Atomic(operation, wide, into, other, pointer), atomicSize)];
            case 10:
                return [(Atomic(3, wide, into, other, pointer), atomicSize)];
            default:
                uint reserve = Atomic(2, wide, 0, 0, pointer), condition = Atomic(3, wide, into, other, pointer);
                return random.Next(3) == 0 ? [(reserve, atomicSize)] : [(reserve, atomicSize), (condition, atomicSize)];
        }
    }

    private static uint Atomic(uint operation, uint wide, int rd, int rs2, int rs1) =>
        R(operation << 2, rs2, rs1, 2 + wide, rd, 0b0101111);

    // Over some instructions, to what follows them in some mapping of the page.
    private bool AddJump(int pointer, bool isWild)
    {
        uint[] skipped = [.. Enumerable.Range(0, random.Next(MostSkipped + 1)).Select(_ => Addi(9, 9, 1))];
        int link = Pick(0, 1, 5, pointer), immediate = Immediate();
        bool isShort = random.Next(3) == 0;
        if (isShort) immediate = 0;
        uint jump = isShort
            ? (uint)(0x8002 | (pointer << 7) | (random.Next(2) << 12))
            : Jalr(link, immediate, pointer);
        int jumpBytes = isShort ? sizeof(ushort) : sizeof(uint);
        if (RegisterBehind(pointer) is not { } value) return false;
        // Back into the program it could go round for ever.
        ulong wild = unchecked(value + (ulong)(long)immediate) & ~0xffful;
        if (!isWild || place.CodePages.Contains(wild))
        {
            ulong page = place.CodePages[random.Next(place.CodePages.Length)];
            int odd = random.Next(4) == 0 ? 1 : 0;
            // The distance depends on the length of what is about to be written: tried until it fits.
            int adjustment = 0;
            int scratch = OtherThan(pointer), way = random.Next(4);
            List<uint> words;
            while (true)
            {
                int landing = length + adjustment + jumpBytes + (skipped.Length * sizeof(uint));
                ulong target = page + (place.Start & 0xfff) + (ulong)landing;
                words = Adjustment(pointer, scratch, value, unchecked(target - (ulong)(long)immediate + (ulong)odd), way);
                int bytes = words.Count * sizeof(uint);
                if (bytes <= adjustment) break;
                adjustment = bytes;
            }

            AddAll(words);
            while (words.Count * sizeof(uint) < adjustment)
            {
                words.Add(Addi(0, 0, 0));
                Add(Addi(0, 0, 0));
            }
        }

        Add(jump);
        heads.Add(length);
        AddAll(skipped);
        heads.Add(length);
        return true;
    }

    private void AddBranch()
    {
        int skipped = random.Next(1, MostSkipped + 1);
        uint condition = (uint)Pick(0, 1, 4, 5, 6, 7);
        Add(B((skipped + 1) * sizeof(uint), AnyRegister(), AnyRegister(), condition));
        heads.Add(length);
        for (int i = 0; i < skipped; i++) Add(Addi(9, 9, 1));
        heads.Add(length);
    }

    // Brings a register to a value, from the one that it has here.
    private bool AddAdjustment(int register, ulong wanted)
    {
        if (RegisterBehind(register) is not { } value) return false;
        AddAll(Adjustment(register, OtherThan(register), value, wanted, random.Next(4)));
        return true;
    }

    private static List<uint> Adjustment(int register, int scratch, ulong value, ulong wanted, int way)
    {
        ulong distance = unchecked(wanted - value);
        if (way == 0 && (long)distance is >= -2048 and < 2048) return [Addi(register, register, (int)(long)distance)];
        return way switch
        {
            1 => [.. Constant(scratch, unchecked(0 - distance)), R(0x20, scratch, register, 0, register, 0b0110011)],
            2 => [.. Constant(scratch, value ^ wanted), R(0, scratch, register, 4, register, 0b0110011)],
            // sh1add
            3 when (distance & 1) == 0 =>
                [.. Constant(scratch, distance >> 1), R(0x10, register, scratch, 2, register, 0b0110011)],
            _ => [.. Constant(scratch, distance), R(0, scratch, register, 0, register, 0b0110011)],
        };
    }

    private int OtherThan(int register) => register == LastKnown ? FirstKnown : register + 1;

    private ulong? RegisterBehind(int register) => place.Interpret(code, x)?[register];
}
