using CsCheck;
using Emu.Testing;

namespace Emu.Guests.Tests.Sequences;

/// <summary>
/// Random short programs over random state: integer, floating-point, atomic, compressed and memory instructions, jumps ahead, and
/// words that are no instruction. Left out are what the oracle gets wrong or has not (ctzw, Zicond, Zicboz) and what two machines may
/// do differently: counters, reservations held across other instructions.
/// </summary>
internal static class SequenceGenerator
{
    private const int MostInstructions = 24;

    private static readonly ulong[] Corners =
    [
        0, 1, 2, ~0ul, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_ffff_8000_0000,
        0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 63, 64, 0x5555_5555_5555_5555,
    ];

    // Single precision, to be boxed.
    private static readonly uint[] SingleCorners =
    [
        0, 0x8000_0000, 0x3f80_0000, 0xbf80_0000, 0x4000_0000, 0x3f00_0000, 1, 0x8000_0001, 0x007f_ffff, 0x0080_0000, 0x7f7f_ffff,
        0xff7f_ffff, 0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0xffc1_2345, 0x7f80_0001, 0x4f00_0000, 0x5f00_0000, 0x3f80_0001,
    ];

    private static readonly ulong[] DoubleCorners =
    [
        0, 1ul << 63, 0x3ff0_0000_0000_0000, 0xbff0_0000_0000_0000, 0x4000_0000_0000_0000, 1, 0x000f_ffff_ffff_ffff,
        0x0010_0000_0000_0000, 0x7fef_ffff_ffff_ffff, 0x7ff0_0000_0000_0000, 0xfff0_0000_0000_0000, 0x7ff8_0000_0000_0000,
        0xfff8_1234_5678_9abc, 0x7ff0_0000_0000_0001, 0x41e0_0000_0000_0000, 0x43e0_0000_0000_0000, 0x3ff0_0000_0000_0001,
        0x3690_0000_0000_0000, 0x47ef_ffff_f000_0000,
    ];

    // funct7, funct3, opcode in place; rd, rs1, rs2 to be filled in. Extensions that come later are among them.
    private static readonly uint[] RegisterOperations =
    [
        .. from entry in OracleInstructions.All
           where entry.Group is not ("SinglePrecision" or "DoublePrecision") && !entry.AccessesMemory
           where entry.Pattern.Bits == 32 && entry.Pattern.Fields.Order().SequenceEqual(["rd", "rs1", "rs2"])
           select entry.Pattern.FixedBits,
    ];

    // rd and rs1 to be filled in.
    private static readonly uint[] UnaryOperations =
    [
        0x6000_1013, 0x6010_1013, 0x6020_1013, 0x6000_101b, 0x6020_101b, 0x6040_1013, 0x6050_1013, 0x0800_403b, 0x6b80_5013,
        0x2870_5013,
    ];

    // funct3 and opcode in place; a 12-bit immediate, rd and rs1 to be filled in.
    private static readonly uint[] ImmediateOperations =
        [0x0000_0013, 0x0000_2013, 0x0000_3013, 0x0000_4013, 0x0000_6013, 0x0000_7013, 0x0000_001b];

    // a 6-bit amount, rd and rs1 to be filled in.
    private static readonly uint[] WideShifts =
        [0x0000_1013, 0x0000_5013, 0x4000_5013, 0x0800_101b, 0x6000_5013, 0x4800_1013, 0x4800_5013, 0x6800_1013, 0x2800_1013];

    // a 5-bit amount.
    private static readonly uint[] NarrowShifts = [0x0000_101b, 0x0000_501b, 0x4000_501b, 0x6000_501b];

    // funct7 (single precision), with rs2 and a rounding mode.
    private static readonly uint[] FloatArithmetic = [0x0000_0053, 0x0800_0053, 0x1000_0053, 0x1800_0053];

    // with funct3, without a rounding mode.
    private static readonly uint[] FloatSelection =
    [
        0x2000_0053, 0x2000_1053, 0x2000_2053, 0x2800_0053, 0x2800_1053, 0xa000_0053, 0xa000_1053, 0xa000_2053,
    ];

    // with rs2 in place and a rounding mode; the format bit applies.
    private static readonly uint[] FloatConversions =
    [
        0x5800_0053, 0xc000_0053, 0xc010_0053, 0xc020_0053, 0xc030_0053, 0xd000_0053, 0xd010_0053, 0xd020_0053, 0xd030_0053,
    ];

    // complete but for rd and rs1.
    private static readonly uint[] FloatMoves =
        [0xe000_0053, 0xe000_1053, 0xe200_0053, 0xe200_1053, 0xf000_0053, 0xf200_0053];

    private static readonly uint[] FusedOpcodes = [0x43, 0x47, 0x4b, 0x4f];

    private static readonly uint[] AtomicFunctions = [0x00, 0x01, 0x04, 0x08, 0x0c, 0x10, 0x14, 0x18, 0x1c];

    private static readonly Gen<int> Register = Gen.Int[0, 31];

    /// <summary>Registers that start out as pointers into the memory: sp and those that compressed instructions reach.</summary>
    private static readonly int[] Pointers = [2, 8, 9, 10, 11, 12, 13, 14, 15];

    private static readonly Gen<int> Pointer = Gen.OneOfConst(Pointers);

    /// <summary>Seldom a pointer, or most accesses would fault.</summary>
    private static readonly Gen<int> Destination = Gen.Frequency((15, Gen.Int[16, 31]), (4, Gen.Int[0, 7]), (1, Register));

    private static readonly Gen<uint> RoundingMode = Gen.Frequency((12, Gen.UInt[0, 4]), (6, Gen.Const(7u)), (1, Gen.UInt[5, 6]));

    private static readonly Gen<ulong> IntegerValue = Gen.OneOf(Gen.OneOfConst(Corners), Gen.ULong, Gen.Int[-70, 70].Select(n => (ulong)n));

    private static readonly Gen<ulong> FloatValue = Gen.Frequency(
        (4, Gen.OneOfConst(SingleCorners).Select(bits => 0xffff_ffff_0000_0000 | bits)),
        (4, Gen.OneOfConst(DoubleCorners)),
        (3, Gen.Single.Select(value => 0xffff_ffff_0000_0000 | BitConverter.SingleToUInt32Bits(value))),
        (3, Gen.Double.Select(value => BitConverter.DoubleToUInt64Bits(value))),
        (2, Gen.Double[-1e6, 1e6].Select(value => BitConverter.DoubleToUInt64Bits(value))),
        (1, Gen.ULong));

    /// <summary>Words that belong together; a branch or jump goes over the next <see cref="Skips"/> pieces.</summary>
    private sealed record Piece(uint[] Words, int Skips = 0)
    {
        public int Size => Words.Sum(word => (word & 3) == 3 ? 4 : 2);
    }

    private static readonly Gen<Piece> Pieces = Gen.Frequency(
        (10, One(Gen.OneOf(
            Fill(RegisterOperations), Fill(UnaryOperations, second: false), ImmediateOperation(ImmediateOperations, 12),
            ImmediateOperation(WideShifts, 6), ImmediateOperation(NarrowShifts, 5), UpperImmediate()))),
        (8, One(Memory())),
        (8, One(FloatingPoint())),
        (3, Atomic()),
        (8, One(Compressed())),
        (3, JumpAhead()),
        (2, One(FloatControl())),
        (1, One(Gen.UInt.Where(IsHarmless))));

    /// <summary>A sequence with the state that it starts from.</summary>
    public static readonly Gen<CpuCase> Sequence = Gen.Select(
        Pieces.Array[1, MostInstructions], IntegerValue.Array[32], FloatValue.Array[32], Gen.UInt[0, 0x9f], Gen.Byte.Array[128],
        Gen.Int[0, 15].Array[Pointers.Length],
        (pieces, x, f, fcsr, memory, offsets) =>
        {
            for (int i = 0; i < offsets.Length; i++)
                x[Pointers[i]] = SequenceMonitor.MemoryAddress + ((ulong)offsets[i] * 8);
            return new CpuCase { Code = Assemble(pieces), X = x, F = f, Fcsr = fcsr, Memory = memory };
        });

    private static Gen<Piece> One(Gen<uint> word) => word.Select(value => new Piece([value]));

    /// <summary>Gives the jumps their distances: they land between pieces, never within one.</summary>
    private static uint[] Assemble(Piece[] pieces)
    {
        List<uint> words = [];
        for (int i = 0; i < pieces.Length; i++)
        {
            int distance = pieces.Skip(i).Take(1 + pieces[i].Skips).Sum(piece => piece.Size);
            bool isBranch = (pieces[i].Words[0] & 0x7f) == 0x63;
            words.AddRange(pieces[i].Skips == 0 ? pieces[i].Words
                : isBranch ? [pieces[i].Words[0] | RiscVWord.B(distance, 0, 0, 0)]
                : [pieces[i].Words[0] | (uint)distance << 20]);
        }

        return [.. words];
    }

    private static Gen<uint> Fill(uint[] matches, bool second = true) => Gen.Select(
        Gen.OneOfConst(matches), Destination, Register, Register,
        (match, rd, rs1, rs2) => match | (uint)rd << 7 | (uint)rs1 << 15 | (second ? (uint)rs2 << 20 : 0));

    private static Gen<uint> ImmediateOperation(uint[] matches, int bits) => Gen.Select(
        Gen.OneOfConst(matches), Destination, Register, Gen.UInt[0, (1u << bits) - 1],
        (match, rd, rs1, immediate) => match | (uint)rd << 7 | (uint)rs1 << 15 | immediate << 20);

    private static Gen<uint> UpperImmediate() => Gen.Select(
        Gen.OneOfConst(0x37u, 0x17u), Destination, Gen.UInt, (opcode, rd, value) => opcode | (uint)rd << 7 | value & 0xffff_f000);

    private static Gen<uint> Memory()
    {
        Gen<int> offset = Gen.Frequency((6, Gen.Int[-8, 8].Select(n => n * 8)), (2, Gen.Int[-64, 64]), (1, Gen.Int[-2048, 2047]));
        Gen<uint> load = Gen.Select(Gen.UInt[0, 6], Destination, Pointer, offset,
            (width, rd, rs1, imm) => RiscVWord.I(imm, rs1, width, rd, 0x03));
        Gen<uint> store = Gen.Select(Gen.UInt[0, 3], Register, Pointer, offset,
            (width, rs2, rs1, imm) => RiscVWord.S(imm, rs2, rs1, width, 0x23));
        Gen<uint> floatLoad = Gen.Select(Gen.UInt[2, 3], Register, Pointer, offset,
            (width, rd, rs1, imm) => RiscVWord.I(imm, rs1, width, rd, 0x07));
        Gen<uint> floatStore = Gen.Select(Gen.UInt[2, 3], Register, Pointer, offset,
            (width, rs2, rs1, imm) => RiscVWord.S(imm, rs2, rs1, width, 0x27));
        return Gen.OneOf(load, store, floatLoad, floatStore);
    }

    private static Gen<uint> FloatingPoint()
    {
        Gen<uint> format = Gen.UInt[0, 1].Select(bit => bit << 25);
        Gen<uint> arithmetic = Gen.Select(Fill(FloatArithmetic), format, RoundingMode, (word, bit, rm) => word | bit | rm << 12);
        Gen<uint> selection = Gen.Select(Fill(FloatSelection), format, (word, bit) => word | bit);
        Gen<uint> conversion = Gen.Select(Fill(FloatConversions, second: false), format, RoundingMode,
            (word, bit, rm) => word | bit | rm << 12);
        Gen<uint> between = Gen.Select(Fill([0x4010_0053, 0x4200_0053], second: false), RoundingMode, (word, rm) => word | rm << 12);
        Gen<uint> fused = Gen.Select(Fill(FusedOpcodes), format, RoundingMode, Register,
            (word, bit, rm, rs3) => word | bit | rm << 12 | (uint)rs3 << 27);
        return Gen.OneOf(arithmetic, arithmetic, selection, conversion, between, fused, Fill(FloatMoves, second: false));
    }

    /// <summary>An atomic, or a reservation and its store back to back, since what happens between the two is not architecture.</summary>
    private static Gen<Piece> Atomic()
    {
        Gen<uint> width = Gen.UInt[2, 3].Select(funct3 => funct3 << 12);
        Gen<uint> ordering = Gen.UInt[0, 3].Select(bits => bits << 25);
        Gen<uint> operation = Gen.Select(Gen.OneOfConst(AtomicFunctions), width, ordering, Destination, Pointer, Register,
            (function, funct3, order, rd, rs1, rs2) =>
                0x2f | function << 27 | funct3 | order | (uint)rd << 7 | (uint)rs1 << 15 | (uint)rs2 << 20);
        Gen<Piece> pair = Gen.Select(width, ordering, Gen.Int[16, 31], Pointer, Register, Destination,
            (funct3, order, loaded, rs1, rs2, failed) => new Piece(
            [
                0x2f | 0x02u << 27 | funct3 | order | (uint)loaded << 7 | (uint)rs1 << 15,
                0x2f | 0x03u << 27 | funct3 | order | (uint)failed << 7 | (uint)rs1 << 15 | (uint)rs2 << 20,
            ]));
        return Gen.Frequency((2, One(operation)), (1, pair));
    }

    private static Gen<uint> Compressed() => Gen.UInt[0, 0xffff].Where(half => (half & 3) != 3 && IsHarmlessHalf(half));

    private static Gen<Piece> JumpAhead()
    {
        Gen<uint> branch = Gen.Select(Gen.OneOfConst(0u, 1u, 4u, 5u, 6u, 7u), Register, Register,
            (funct3, rs1, rs2) => RiscVWord.B(0, rs2, rs1, funct3));
        Gen<uint> jump = Destination.Select(rd => 0x6fu | (uint)rd << 7);
        return Gen.Select(Gen.OneOf(branch, branch, jump), Gen.Int[1, 4], (word, skips) => new Piece([word], skips));
    }

    /// <summary>Reads and writes of fflags, frm and fcsr.</summary>
    private static Gen<uint> FloatControl() => Gen.Select(
        Gen.Int[1, 3], Gen.OneOfConst(1u, 2u, 3u, 5u, 6u, 7u), Destination, Register,
        (csr, funct3, rd, rs1) => RiscVWord.I(csr, rs1, funct3, rd, 0x73));

    /// <summary>No control transfer, no atomic, no cache or fence operation, no counter, nothing that the oracle lacks.</summary>
    private static bool IsHarmless(uint word) =>
        (word & 3) == 3 ? (word & 0x7f) is not (0x63 or 0x67 or 0x6f or 0x2f or 0x0f or 0x73 or 0x33 or 0x1b) : IsHarmlessHalf(word & 0xffff);

    private static bool IsHarmlessHalf(uint half) => (half & 3, half >> 13) switch
    {
        (1, 5 or 6 or 7) => false, // c.j, c.beqz, c.bnez
        (2, 4) => (half >> 2 & 31) != 0, // c.jr, c.jalr, c.ebreak
        _ => true,
    };
}
