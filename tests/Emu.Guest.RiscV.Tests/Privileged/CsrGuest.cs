using System.Buffers.Binary;
using Emu.Testing;
using static Emu.Testing.RiscVWord;

namespace Emu.Guest.RiscV.Tests.Privileged;

/// <summary>
/// A bare-metal program that takes steps, records their results and all traps on the way, and sends the records over
/// the UART before it powers off: the same on any <c>virt</c> machine.
/// </summary>
internal static class CsrGuest
{
    public const ulong LoadAddress = 0x8000_0000;
    public const uint UartAddress = 0x1000_0000, FinisherAddress = 0x10_0000;
    public const uint FinisherPass = 0x5555;

    /// <summary>Hart 0's <c>mtimecmp</c> in the CLINT, which asserts MTIP until it is written.</summary>
    public const uint TimeCompareAddress = 0x200_4000;
    public const int LineStatus = 5, TransmitterEmpty = 0x20;

    /// <summary>Doublewords of a record: step number, kind, and four values.</summary>
    public const int RecordWords = 6;

    /// <summary>Steps that fit: their number is an immediate.</summary>
    public const int MaximumSteps = 2000;

    private const int OperandsOffset = 0x4_0000, RecordsOffset = 0x8_0000;
    private const int RecordSize = RecordWords * 8;

    // Registers: what the handlers use is used nowhere else, and the two have different ones.
    private const int Zero = 0, Ra = 1, Sp = 2, T0 = 5, T1 = 6, Operands = 8, Records = 9, LeaveRequest = 17;
    private const int SHandler = 19, SHandlerScratch = 7, MHandler = 18, MHandlerScratch = 28, Step = 31;

    /// <summary>The kinds of records.</summary>
    private const int Result = 0, MachineTrap = 1, SupervisorTrap = 2;

    /// <summary>The image to load at <see cref="LoadAddress"/>.</summary>
    public static byte[] Build(IReadOnlyList<CsrStep> steps)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Count, MaximumSteps);
        GuestCode code = new();
        List<ulong> operands = [];
        int start = code.Reserve();
        int supervisorHandler = code.Position;
        EmitHandler(code, SupervisorTrap, Csr.SCause, Csr.SEpc, Csr.STVal, Csr.SStatus, Csr.Sie);
        int machineHandler = code.Position;
        EmitHandler(code, MachineTrap, Csr.MCause, Csr.MEpc, Csr.MTVal, Csr.MStatus, Csr.Mie);
        code.Patch(start, distance => 0x6f | JumpOffset(distance));
        EmitSetUp(code, supervisorHandler, machineHandler);
        for (int i = 0; i < steps.Count; i++) EmitStep(code, steps[i], i, operands);
        EmitDump(code);

        byte[] text = code.ToArray();
        if (text.Length > OperandsOffset)
            throw new ArgumentException($"{steps.Count} steps need {text.Length} bytes of code");
        byte[] image = new byte[OperandsOffset + (operands.Count * 8)];
        text.CopyTo(image, 0);
        for (int i = 0; i < operands.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(OperandsOffset + (i * 8)), operands[i]);
        return image;
    }

    /// <summary>What a record says, for the message of a failing test.</summary>
    public static string Describe(ReadOnlySpan<ulong> record) => record[1] switch
    {
        Result => $"reads 0x{record[2]:x}",
        MachineTrap => $"traps to machine mode: {DescribeTrap(record)}",
        _ => $"traps to supervisor mode: {DescribeTrap(record)}",
    };

    private static string DescribeTrap(ReadOnlySpan<ulong> record) =>
        $"cause 0x{record[2]:x} epc 0x{record[3]:x} tval 0x{record[4]:x} status 0x{record[5]:x}";

    private static void EmitSetUp(GuestCode code, int supervisorHandler, int machineHandler)
    {
        LoadAddressInto(code, Operands, LoadAddress + OperandsOffset);
        LoadAddressInto(code, Records, LoadAddress + RecordsOffset);
        LoadAddressInto(code, MHandler, LoadAddress + (ulong)machineHandler);
        LoadAddressInto(code, SHandler, LoadAddress + (ulong)supervisorHandler);
        code.Add(Csrrw(Zero, Csr.MTVec, MHandler), Csrrw(Zero, Csr.STVec, SHandler));
        code.Add(Addi(T0, Zero, -1), Csrrw(Zero, Csr.PmpAddr0, T0), Addi(T0, Zero, 0x1f), Csrrw(Zero, Csr.PmpCfg0, T0));
        code.LoadConstant(T1, TimeCompareAddress);
        code.Add(Addi(T0, Zero, -1), Sd(T0, 0, T1), Addi(LeaveRequest, Zero, 0));
    }

    /// <summary>
    /// Records a trap, then goes on behind the instruction; after an interrupt, with all of its kind off, at the
    /// instruction.
    /// </summary>
    private static void EmitHandler(GuestCode code, int kind, int cause, int epc, int value, int status, int enables)
    {
        int scratch = kind == MachineTrap ? MHandlerScratch : SHandlerScratch;
        uint leave = kind == MachineTrap ? TestHart.Mret : TestHart.Sret;
        EmitRecord(code, scratch, kind, cause, epc, value, status);
        code.Add(Csrrs(scratch, cause, Zero));
        int exception = code.Reserve();
        code.Add(Csrrw(Zero, enables, Zero), leave);
        // bge scratch, x0: an exception.
        code.Patch(exception, distance => B(distance, Zero, scratch, 0b101));
        if (kind == MachineTrap)
        {
            int ordinary = code.Reserve();
            code.Add(Addi(LeaveRequest, Zero, 0));
            code.LoadConstant(scratch, 3 << 11);
            code.Add(Csrrs(Zero, status, scratch));
            code.Patch(ordinary, distance => Beq(LeaveRequest, Zero, distance));
        }

        code.Add(Csrrs(scratch, epc, Zero), Addi(scratch, scratch, 4), Csrrw(Zero, epc, scratch), leave);
    }

    private static void EmitRecord(GuestCode code, int scratch, int kind, params ReadOnlySpan<int> csrs)
    {
        code.Add(Sd(Step, 0, Records), Addi(scratch, Zero, kind), Sd(scratch, 8, Records));
        for (int i = 0; i < csrs.Length; i++)
            code.Add(Csrrs(scratch, csrs[i], Zero), Sd(scratch, 16 + (8 * i), Records));
        code.Add(Addi(Records, Records, RecordSize));
    }

    private static void EmitStep(GuestCode code, CsrStep step, int number, List<ulong> operands)
    {
        code.Add(Addi(Step, Zero, number));
        switch (step)
        {
            case CsrStep.Access access:
                LoadOperand(code, operands, access.Operand);
                code.Add(Addi(T1, Zero, 0), Encode(access));
                EmitResult(code);
                break;
            case CsrStep.Probe probe:
                LoadOperand(code, operands, probe.Operand);
                int saved = probe.Csr switch { Csr.MTVec => MHandler, Csr.STVec => SHandler, _ => Zero };
                code.Add(Addi(T1, Zero, 0), Csrrw(Zero, probe.Csr, T0), Csrrw(T1, probe.Csr, saved));
                EmitResult(code);
                break;
            case CsrStep.Enter enter:
                code.LoadConstant(T0, 3 << 11);
                code.Add(Csrrc(Zero, Csr.MStatus, T0));
                code.LoadConstant(T0, (uint)enter.Mode << 11);
                code.Add(Csrrs(Zero, Csr.MStatus, T0));
                EmitReturn(code, Csr.MEpc, TestHart.Mret);
                break;
            case CsrStep.SupervisorReturn:
                EmitReturn(code, Csr.SEpc, TestHart.Sret);
                break;
            case CsrStep.Leave:
                code.Add(Addi(LeaveRequest, Zero, 1), Ecall);
                break;
        }
    }

    private static void EmitReturn(GuestCode code, int epc, uint instruction) =>
        code.Add(Auipc(T0), Addi(T0, T0, 16), Csrrw(Zero, epc, T0), instruction);

    private static void EmitResult(GuestCode code)
    {
        code.Add(Sd(Step, 0, Records), Sd(Zero, 8, Records), Sd(T1, 16, Records));
        code.Add(
            Sd(Zero, 24, Records), Sd(Zero, 32, Records), Sd(Zero, 40, Records), Addi(Records, Records, RecordSize));
    }

    private static void LoadOperand(GuestCode code, List<ulong> operands, ulong operand)
    {
        operands.Add(operand);
        code.Add(Ld(T0, 0, Operands), Addi(Operands, Operands, 8));
    }

    /// <summary>Sends all records, a byte at a time when the UART is ready, and powers off.</summary>
    private static void EmitDump(GuestCode code)
    {
        const int Next = Ra, Port = Sp;
        code.Add(Csrrw(Zero, Csr.MStatus, Zero));
        LoadAddressInto(code, Next, LoadAddress + RecordsOffset);
        code.LoadConstant(Port, UartAddress);
        int loop = code.Position;
        code.Add(Lbu(T0, LineStatus, Port), I(TransmitterEmpty, T0, 0b111, T0, 0b0010011), Beq(T0, Zero, -8));
        code.Add(Lbu(T0, 0, Next), Sb(T0, 0, Port), Addi(Next, Next, 1));
        code.Add(Bne(Next, Records, loop - code.Position));
        code.LoadConstant(Port, FinisherAddress);
        code.LoadConstant(T0, FinisherPass);
        code.Add(S(0, T0, Port, 0b010, 0b0100011), B(0, Zero, Zero, 0b000));
    }

    private static uint Encode(CsrStep.Access access)
    {
        uint function = access.Operation switch { CsrOperation.Write => 1u, CsrOperation.Set => 2u, _ => 3u };
        int source = access.Immediate ? (int)(access.Operand & 31) : T0;
        if (access.Immediate) function |= 4;
        return I(access.Csr, access.Writes ? source : 0, function, access.Reads ? T1 : Zero, 0x73);
    }

    // lui extends the sign: the shifts take that away.
    private static void LoadAddressInto(GuestCode code, int register, ulong address)
    {
        uint low = (uint)address;
        code.Add(Lui(register, low + 0x800), Addi(register, register, (int)(low << 20) >> 20));
        code.Add(I(32, register, 0b001, register, 0b0010011), I(32, register, 0b101, register, 0b0010011));
    }

    private static uint Csrrw(int rd, int csr, int rs1) => I(csr, rs1, 1, rd, 0x73);
    private static uint Csrrs(int rd, int csr, int rs1) => I(csr, rs1, 2, rd, 0x73);
    private static uint Csrrc(int rd, int csr, int rs1) => I(csr, rs1, 3, rd, 0x73);
    private static uint Auipc(int rd) => (uint)rd << 7 | 0x17;
    private static uint Lbu(int rd, int imm, int rs1) => I(imm, rs1, 0b100, rd, 0b0000011);
    private static uint Sb(int rs2, int imm, int rs1) => S(imm, rs2, rs1, 0b000, 0b0100011);

    private static uint JumpOffset(int offset) =>
        (uint)offset >> 20 << 31 | ((uint)offset >> 1 & 0x3ff) << 21 | ((uint)offset >> 11 & 1) << 20
        | ((uint)offset >> 12 & 0xff) << 12;
}
