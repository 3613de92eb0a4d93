using System.Buffers.Binary;
using static Emu.Testing.RiscVWord;

namespace Emu.Testing;

/// <summary>
/// The Linux program that runs cases: one signal handler, entered by the breakpoint or trap at which a case stops.
/// It writes the interrupted state to standard output, puts the next case's state in its place, and returns from
/// the signal: so a case has every register for itself.
/// </summary>
internal static class QemuUserGuest
{
    /// <summary>Signal, the saved context, the memory.</summary>
    public const int ResultSize = 8 + ContextSize + CpuCase.MemorySize;

    // struct sigcontext: pc, x1 to x31, f0 to f31, fcsr; it lies in the ucontext that the handler gets.
    private const int ContextSize = (1 + 31 + 32 + 1) * 8;
    private const int ContextOffset = 176;
    private const int CaseSize = ContextSize + CpuCase.MemorySize + CpuCase.CodeCapacity;

    // No round numbers, which cases might jump to.
    private const ulong ProgramAddress = 0x1357_9000;
    private const uint StateAddress = 0x1468_a000;
    private const int StateSize = 0x2_0000;
    private const uint CasesAddress = 0x1579_b000;
    private const uint CodePage = (uint)CpuCase.CodeAddress & ~0xfffu;
    private const int PageSize = 4096;

    // Offsets in the state page.
    private const int NextCase = 0;
    private const int EndOfCases = 8;
    private const int Started = 16;
    private const int ReservationSink = 24;
    private const int SignalAction = 64;
    private const int SignalStack = 128;
    private const int Result = 256;
    private const int StackOffset = 0x1_0000;

    private const int Zero = 0;
    private const int Ra = 1;
    private const int S0 = 8;
    private const int A0 = 10;
    private const int A1 = 11;
    private const int A2 = 12;
    private const int A3 = 13;
    private const int A7 = 17;
    private const int S2 = 18;
    private const int S3 = 19;
    private const int S4 = 20;
    private const int T0 = 5;
    private const int T1 = 6;

    /// <summary>The executable that runs these cases and exits.</summary>
    public static byte[] Build(IReadOnlyList<CpuCase> cases)
    {
        GuestCode code = new();
        EmitHandler(code);
        int start = code.Position;
        EmitStart(code);

        byte[] codePage = new byte[PageSize];
        FillWithBreakpoints(codePage);
        byte[] table = new byte[cases.Count * CaseSize];
        for (int i = 0; i < cases.Count; i++)
            WriteCase(cases[i], table.AsSpan(i * CaseSize, CaseSize));

        StaticElf elf = new();
        elf.Add(ProgramAddress, code.ToArray(), executable: true);
        elf.Add(StateAddress, BuildState(table.Length), writable: true);
        elf.Add(CasesAddress, table);
        elf.Add(CodePage, codePage, writable: true, executable: true);
        elf.Add(CpuCase.MemoryAddress, new byte[PageSize], writable: true);
        return elf.ToArray(ProgramAddress + (ulong)start);
    }

    /// <summary>Reads one record that the guest wrote.</summary>
    public static CpuResult ParseResult(ReadOnlySpan<byte> record)
    {
        ulong[] words = new ulong[ResultSize / 8];
        for (int i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(record[(i * 8)..]);
        return new CpuResult
        {
            Stop = (CpuStop)words[0],
            Pc = words[1],
            X = [0, .. words[2..33]],
            F = words[33..65],
            Fcsr = (uint)words[65],
            Memory = record[(8 + ContextSize)..ResultSize].ToArray(),
        };
    }

    private static void FillWithBreakpoints(Span<byte> code)
    {
        for (int i = 0; i < code.Length; i += 2)
            BinaryPrimitives.WriteUInt16LittleEndian(code[i..], CEbreak);
    }

    private static void WriteCase(CpuCase source, Span<byte> record)
    {
        ulong[] context = [CpuCase.CodeAddress, .. source.X.AsSpan(1, 31), .. source.F.AsSpan(0, 32), source.Fcsr];
        for (int i = 0; i < context.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(record[(i * 8)..], context[i]);
        source.Memory.CopyTo(record.Slice(ContextSize, CpuCase.MemorySize));
        Span<byte> code = record[(ContextSize + CpuCase.MemorySize)..];
        FillWithBreakpoints(code);
        source.CodeBytes().CopyTo(code);
    }

    private static byte[] BuildState(int tableSize)
    {
        const ulong SaSigInfo = 4;
        const ulong SaOnStack = 0x0800_0000;
        const ulong SaNoDefer = 0x4000_0000;
        byte[] state = new byte[StateSize];
        Write(NextCase, CasesAddress);
        Write(EndOfCases, CasesAddress + (ulong)tableSize);
        Write(SignalAction, ProgramAddress);
        Write(SignalAction + 8, SaSigInfo | SaOnStack | SaNoDefer);
        Write(SignalStack, StateAddress + StackOffset);
        Write(SignalStack + 16, StateSize - StackOffset);
        return state;

        void Write(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(offset), value);
    }

    private static void EmitStart(GuestCode code)
    {
        const int SigAltStack = 132;
        const int RtSigAction = 134;
        code.LoadConstant(S0, StateAddress);
        code.Add(Addi(A0, S0, SignalStack), Addi(A1, Zero, 0), Addi(A7, Zero, SigAltStack), Ecall);
        foreach (CpuStop signal in Enum.GetValues<CpuStop>())
        {
            code.Add(Addi(A0, Zero, (int)signal), Addi(A1, S0, SignalAction), Addi(A2, Zero, 0), Addi(A3, Zero, 8));
            code.Add(Addi(A7, Zero, RtSigAction), Ecall);
        }

        code.Add(Ebreak);
    }

    /// <summary>a0 is the signal, a2 the ucontext, ra the way back; the stack is not used.</summary>
    private static void EmitHandler(GuestCode code)
    {
        const int Write = 64;
        const int ExitGroup = 94;
        code.LoadConstant(S0, StateAddress);
        code.Add(Addi(S4, A2, ContextOffset));
        code.Add(Ld(T0, Started, S0));
        int first = code.Reserve();

        code.Add(Sd(A0, Result, S0), Addi(T0, S0, Result + 8), Addi(T1, S4, 0));
        code.CopyDoublewords(T0, T1, ContextSize / 8);
        code.LoadConstant(T1, (uint)CpuCase.MemoryAddress);
        code.CopyDoublewords(T0, T1, CpuCase.MemorySize / 8);
        code.Add(Addi(A0, Zero, 1), Addi(A1, S0, Result), Addi(A2, Zero, ResultSize), Addi(A7, Zero, Write), Ecall);

        code.Patch(first, distance => Beq(T0, Zero, distance));
        code.Add(Addi(T0, Zero, 1), Sd(T0, Started, S0));
        code.Add(Ld(S2, NextCase, S0), Ld(S3, EndOfCases, S0));
        int more = code.Reserve();
        code.Add(Addi(A0, Zero, 0), Addi(A7, Zero, ExitGroup), Ecall);

        code.Patch(more, distance => Bne(S2, S3, distance));
        code.Add(Addi(T0, S4, 0));
        code.CopyDoublewords(T0, S2, ContextSize / 8);
        code.LoadConstant(T0, (uint)CpuCase.MemoryAddress);
        code.CopyDoublewords(T0, S2, CpuCase.MemorySize / 8);
        code.LoadConstant(T0, (uint)CpuCase.CodeAddress);
        code.CopyDoublewords(T0, S2, CpuCase.CodeCapacity / 8);
        code.Add(Sd(S2, NextCase, S0), Addi(T0, S0, ReservationSink), ScD(Zero, Zero, T0), FenceI);
        code.Add(Jalr(Zero, 0, Ra));
    }
}
