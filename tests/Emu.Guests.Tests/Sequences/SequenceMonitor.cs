using System.Buffers.Binary;
using Emu.Testing;
using static Emu.Testing.RiscVWord;

namespace Emu.Guests.Tests.Sequences;

/// <summary>
/// A bare-metal program that runs many sequences in one boot. Each runs in U mode, where PMP lets it reach its own code and two pages
/// of data and nothing else, until it traps. Then the trap and every register and memory word that the sequence changed are
/// printed on the serial port, as text: a machine that behaves alike prints the same.
/// </summary>
internal static class SequenceMonitor
{
    /// <summary>Physical address of a sequence's first instruction: its code crosses a page.</summary>
    public const ulong CodeAddress = 0x8002_0f80;

    /// <summary>Physical address of the 128 bytes that a dump covers; half of them lie in the next page.</summary>
    public const ulong MemoryAddress = 0x8003_0fc0;

    /// <summary>Doublewords of a dump: x1 to x31, f0 to f31, fcsr, the memory.</summary>
    public const int StateWords = 31 + 32 + 1 + (CpuCase.MemorySize / 8);

    private const ulong ProgramAddress = 0x8000_0000;
    private const ulong StateAddress = 0x8001_0000;
    private const ulong CodePages = 0x8002_0000;
    private const ulong MemoryPages = 0x8003_0000;
    private const ulong CasesAddress = 0x8010_0000;
    private const ulong UartAddress = 0x1000_0000;
    private const ulong FinisherAddress = 0x10_0000;
    private const ulong MtimecmpAddress = 0x200_4000;

    // Ticks of the 10 MHz clock after which a sequence counts as one that loops for ever.
    private const uint WatchdogTicks = 50_000_000;

    private const int FcsrWord = 31 + 32;
    private const int MemoryWord = FcsrWord + 1;
    private const int CaseSize = (StateWords * 8) + CpuCase.CodeCapacity;

    // Offsets in the state page.
    private const int NextCase = 0;
    private const int EndOfCases = 8;
    private const int CurrentCase = 16;
    private const int ReservationSink = 24;
    private const int Result = 256;

    private const int Zero = 0;
    private const int Ra = 1;
    private const int T0 = 5;
    private const int T1 = 6;
    private const int T2 = 7;
    private const int S0 = 8;
    private const int S1 = 9;
    private const int A0 = 10;
    private const int A1 = 11;
    private const int S2 = 18;
    private const int S3 = 19;
    private const int S4 = 20;
    private const int S5 = 21;

    private const int Fcsr = 0x003;
    private const int Mstatus = 0x300;
    private const int Mie = 0x304;
    private const int Mtvec = 0x305;
    private const int Mscratch = 0x340;
    private const int Mepc = 0x341;
    private const int Mcause = 0x342;
    private const int Mtval = 0x343;
    private const int Pmpcfg0 = 0x3a0;
    private const int Pmpaddr0 = 0x3b0;
    private const int Time = 0xc01;
    private const int Mhartid = 0xf14;

    private const uint Mret = 0x3020_0073;
    private const uint Wfi = 0x1050_0073;

    /// <summary>The executable that runs these cases and powers the machine off.</summary>
    public static byte[] Build(IReadOnlyList<CpuCase> cases)
    {
        byte[] table = new byte[cases.Count * CaseSize];
        for (int i = 0; i < cases.Count; i++)
            WriteCase(cases[i], table.AsSpan(i * CaseSize, CaseSize));

        byte[] state = new byte[4096];
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(NextCase), CasesAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(EndOfCases), CasesAddress + (ulong)table.Length);

        StaticElf elf = new();
        elf.Add(ProgramAddress, BuildProgram(), executable: true);
        elf.Add(StateAddress, state, writable: true);
        elf.Add(CodePages, new byte[8192], writable: true, executable: true);
        elf.Add(MemoryPages, new byte[8192], writable: true);
        elf.Add(CasesAddress, table);
        return elf.ToArray(ProgramAddress);
    }

    private static void WriteCase(CpuCase source, Span<byte> record)
    {
        ulong[] state = [.. source.X.AsSpan(1, 31), .. source.F.AsSpan(0, 32), source.Fcsr];
        for (int i = 0; i < state.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(record[(i * 8)..], state[i]);
        source.Memory.CopyTo(record.Slice(MemoryWord * 8, CpuCase.MemorySize));
        Span<byte> code = record[(StateWords * 8)..];
        for (int i = 0; i < code.Length; i += 2)
            BinaryPrimitives.WriteUInt16LittleEndian(code[i..], CEbreak);
        source.CodeBytes().CopyTo(code);
    }

    private static byte[] BuildProgram()
    {
        GuestCode code = new();
        int start = code.Reserve();
        int handler = code.Position;
        EmitSave(code);
        int toReport = code.Reserve();

        int putHex = code.Position;
        EmitPutHex(code);
        int putCharacter = code.Position;
        EmitPutCharacter(code);

        code.Patch(toReport, distance => Jal(Zero, distance));
        EmitReport(code, putHex, putCharacter);
        int toNext = code.Reserve();

        code.Patch(start, distance => Jal(Zero, distance));
        EmitStart(code, handler);
        code.Patch(toNext, distance => Jal(Zero, distance));
        EmitNextCase(code);
        return code.ToArray();
    }

    private static void EmitStart(GuestCode code, int handler)
    {
        const uint ReadExecuteNapot = 0x1d;
        const uint ReadWriteNapot = 0x1b;
        code.Add(Csrrs(T0, Mhartid, Zero));
        int first = code.Reserve();
        code.Add(Wfi, Beq(Zero, Zero, -4));
        code.Patch(first, distance => Beq(T0, Zero, distance));

        LoadAddress(code, T0, ProgramAddress);
        code.Add(Addi(T0, T0, handler), Csrrw(Zero, Mtvec, T0));
        code.LoadConstant(T0, (uint)(CodePages >> 2) | 0x3ff);
        code.Add(Csrrw(Zero, Pmpaddr0, T0));
        code.LoadConstant(T0, (uint)(MemoryPages >> 2) | 0x3ff);
        code.Add(Csrrw(Zero, Pmpaddr0 + 1, T0));
        code.LoadConstant(T0, (ReadWriteNapot << 8) | ReadExecuteNapot);
        code.Add(Csrrw(Zero, Pmpcfg0, T0));
        code.LoadConstant(T0, 0x1800);
        code.Add(Csrrc(Zero, Mstatus, T0)); // MPP = U
        code.LoadConstant(T0, 0x6000 | (1 << 21));
        code.Add(Csrrs(Zero, Mstatus, T0)); // FS dirty, wfi traps
        code.LoadConstant(T0, 0x80);
        code.Add(Csrrw(Zero, Mie, T0)); // the watchdog's interrupt
        LoadAddress(code, S0, StateAddress);
    }

    /// <summary>s0 is the state page; starts the next case, or powers off.</summary>
    private static void EmitNextCase(GuestCode code)
    {
        code.Add(Ld(S1, NextCase, S0), Ld(S2, EndOfCases, S0));
        int more = code.Reserve();
        LoadAddress(code, T0, FinisherAddress);
        code.LoadConstant(T1, 0x5555);
        code.Add(Sw(T1, 0, T0), Wfi, Beq(Zero, Zero, -4));

        code.Patch(more, distance => Bne(S1, S2, distance));
        LoadAddress(code, T0, MemoryAddress);
        code.Add(Addi(T1, S1, MemoryWord * 8));
        code.CopyDoublewords(T0, T1, CpuCase.MemorySize / 8);
        LoadAddress(code, T0, CodeAddress);
        code.CopyDoublewords(T0, T1, CpuCase.CodeCapacity / 8);
        code.Add(Sd(T1, NextCase, S0), Sd(S1, CurrentCase, S0));
        code.Add(Addi(T0, S0, ReservationSink), ScD(Zero, Zero, T0), FenceI);

        code.LoadConstant(T1, WatchdogTicks);
        LoadAddress(code, T2, MtimecmpAddress);
        code.Add(Csrrs(T0, Time, Zero), Add(T0, T0, T1), Sd(T0, 0, T2));

        LoadAddress(code, T0, CodeAddress);
        code.Add(Csrrw(Zero, Mepc, T0), Ld(T0, FcsrWord * 8, S1), Csrrw(Zero, Fcsr, T0), Csrrw(Zero, Mscratch, S0));
        for (int i = 0; i < 32; i++)
            code.Add(Fld(i, (31 + i) * 8, S1));
        for (int i = 1; i < 32; i++)
        {
            if (i != S1)
                code.Add(Ld(i, (i - 1) * 8, S1));
        }

        code.Add(Ld(S1, (S1 - 1) * 8, S1), Mret);
    }

    /// <summary>The trap handler's begin: everything goes to the state page, which s0 then points to.</summary>
    private static void EmitSave(GuestCode code)
    {
        code.Add(Csrrw(S0, Mscratch, S0));
        for (int i = 1; i < 32; i++)
        {
            if (i != S0)
                code.Add(Sd(i, Result + ((i - 1) * 8), S0));
        }

        code.Add(Csrrs(T0, Mscratch, Zero), Sd(T0, Result + ((S0 - 1) * 8), S0));
        for (int i = 0; i < 32; i++)
            code.Add(Fsd(i, Result + ((31 + i) * 8), S0));
        code.Add(Csrrs(T0, Fcsr, Zero), Sd(T0, Result + (FcsrWord * 8), S0));
        code.Add(Addi(T0, S0, Result + (MemoryWord * 8)));
        LoadAddress(code, T1, MemoryAddress);
        code.CopyDoublewords(T0, T1, CpuCase.MemorySize / 8);
    }

    /// <summary>One line for the trap, then one for each doubleword that is not what it was: its index and the new value.</summary>
    private static void EmitReport(GuestCode code, int putHex, int putCharacter)
    {
        code.Add(Addi(A0, Zero, '!'));
        Call(code, putCharacter);
        code.Add(Csrrs(S2, Mcause, Zero), Addi(A0, S2, 0));
        Call(code, putHex);
        int interrupted = code.Reserve();
        code.Add(Csrrs(A0, Mepc, Zero));
        Call(code, putHex);
        // Whether a breakpoint leaves its address or zero in mtval is the implementation's choice.
        code.Add(Csrrs(A0, Mtval, Zero), Addi(T0, S2, -3));
        int otherCause = code.Reserve();
        code.Add(Addi(A0, Zero, 0));
        code.Patch(otherCause, distance => Bne(T0, Zero, distance));
        Call(code, putHex);

        code.Add(Ld(S2, CurrentCase, S0), Addi(S3, S0, Result), Addi(S4, Zero, 0), Addi(S5, Zero, StateWords));
        int loop = code.Position;
        code.Add(Ld(T0, 0, S2), Ld(T1, 0, S3));
        int same = code.Reserve();
        code.Add(Addi(A0, Zero, '\n'));
        Call(code, putCharacter);
        code.Add(Addi(A0, S4, 0));
        Call(code, putHex);
        code.Add(Ld(A0, 0, S3));
        Call(code, putHex);
        code.Patch(same, distance => Beq(T0, T1, distance));
        code.Add(Addi(S2, S2, 8), Addi(S3, S3, 8), Addi(S4, S4, 1), Bne(S4, S5, loop - code.Position - 12));

        code.Patch(interrupted, distance => Blt(S2, Zero, distance));
        code.Add(Addi(A0, Zero, '\n'));
        Call(code, putCharacter);
    }

    /// <summary>Writes a0 as hexadecimal digits without leading zeros, after a space. Clobbers t0 to t2, a0, a1.</summary>
    private static void EmitPutHex(GuestCode code)
    {
        LoadAddress(code, A1, UartAddress);
        code.Add(Addi(T2, Zero, ' '));
        EmitWaitAndPut(code, T2);
        code.Add(Addi(T0, Zero, 60));
        // skip leading zeros
        code.Add(Srl(T1, A0, T0), Bne(T1, Zero, 12), Addi(T0, T0, -4), Blt(Zero, T0, -12));
        int loop = code.Position;
        code.Add(Srl(T1, A0, T0), Andi(T1, T1, 15), Addi(T2, T1, '0'), Addi(T1, T1, -10), Blt(T1, Zero, 8));
        code.Add(Addi(T2, T2, 'a' - '0' - 10));
        EmitWaitAndPut(code, T2);
        code.Add(Addi(T0, T0, -4));
        code.Add(Bge(T0, Zero, loop - code.Position), Jalr(Zero, 0, Ra));
    }

    private static void EmitPutCharacter(GuestCode code)
    {
        LoadAddress(code, A1, UartAddress);
        EmitWaitAndPut(code, A0);
        code.Add(Jalr(Zero, 0, Ra));
    }

    private static void EmitWaitAndPut(GuestCode code, int character) => code.Add(
        Lbu(T1, 5, A1), Andi(T1, T1, 0x20), Beq(T1, Zero, -8), Sb(character, 0, A1));

    private static void LoadAddress(GuestCode code, int rd, ulong address)
    {
        code.LoadConstant(rd, (uint)(address >> 4));
        code.Add(Slli(rd, rd, 4));
        if ((address & 15) != 0)
            code.Add(Addi(rd, rd, (int)(address & 15)));
    }

    private static void Call(GuestCode code, int target) => code.Add(Jal(Ra, target - code.Position));

    private static uint Csrrw(int rd, int csr, int rs1) => I(csr, rs1, 0b001, rd, 0b1110011);
    private static uint Csrrs(int rd, int csr, int rs1) => I(csr, rs1, 0b010, rd, 0b1110011);
    private static uint Csrrc(int rd, int csr, int rs1) => I(csr, rs1, 0b011, rd, 0b1110011);
    private static uint Add(int rd, int rs1, int rs2) => R(0, rs2, rs1, 0b000, rd, 0b0110011);
    private static uint Andi(int rd, int rs1, int imm) => I(imm, rs1, 0b111, rd, 0b0010011);
    private static uint Slli(int rd, int rs1, int amount) => I(amount, rs1, 0b001, rd, 0b0010011);
    private static uint Srl(int rd, int rs1, int rs2) => R(0, rs2, rs1, 0b101, rd, 0b0110011);
    private static uint Lbu(int rd, int imm, int rs1) => I(imm, rs1, 0b100, rd, 0b0000011);
    private static uint Sb(int rs2, int imm, int rs1) => S(imm, rs2, rs1, 0b000, 0b0100011);
    private static uint Sw(int rs2, int imm, int rs1) => S(imm, rs2, rs1, 0b010, 0b0100011);
    private static uint Fld(int rd, int imm, int rs1) => I(imm, rs1, 0b011, rd, 0b0000111);
    private static uint Fsd(int rs2, int imm, int rs1) => S(imm, rs2, rs1, 0b011, 0b0100111);
    private static uint Blt(int rs1, int rs2, int offset) => B(offset, rs2, rs1, 0b100);
    private static uint Bge(int rs1, int rs2, int offset) => B(offset, rs2, rs1, 0b101);

    private static uint Jal(int rd, int offset)
    {
        uint bits = (uint)offset;
        return (bits >> 20 & 1) << 31 | (bits >> 1 & 0x3ff) << 21 | (bits >> 11 & 1) << 20 | (bits >> 12 & 0xff) << 12
            | (uint)rd << 7 | 0b1101111;
    }
}
