using CsCheck;

namespace Emu.Guest.RiscV.Tests.Privileged;

/// <summary>
/// Random sequences of CSR accesses in all modes, with the traps and interrupts they cause, against QEMU's hart.
/// Operands leave out the bits where QEMU 7.2 has registers that this hart lacks or keeps values that the specification
/// reserves; MPRV, which QEMU 7.2 does not clear when it returns to a lower mode; SEIE, since QEMU 7.2 takes the lowest
/// interrupt number first; and TSR, which would keep the guest in its handler.
/// </summary>
public sealed class CsrOracleTests
{
    private const ulong MStatusBits = 0x3c_79aa, SStatusBits = 0xc_6122;
    private const int HistoryShown = 40;
    private const ulong Mpp = 3UL << 11, PmpAddressBits = (1UL << 54) - 1;

    /// <summary>Registers of which any value may be written, and the bits of it that both harts have.</summary>
    private static readonly (int Csr, ulong Mask)[] Registers =
    [
        (Csr.MStatus, MStatusBits), (Csr.SStatus, SStatusBits),
        // Calls stay with machine mode: they are the way back to it.
        (Csr.MEDeleg, 0xb0ff), (Csr.MIDeleg, 0x222),
        (Csr.Mie, 0x8aa), (Csr.Mip, 0xaaa), (Csr.Sie, ~0x200UL), (Csr.Sip, ~0UL),
        (Csr.MScratch, ~0UL), (Csr.MEpc, ~1UL), (Csr.MCause, ~0UL), (Csr.MTVal, ~0UL),
        (Csr.SScratch, ~0UL), (Csr.SEpc, ~1UL), (Csr.SCause, ~0UL), (Csr.STVal, ~0UL),
        (Csr.MCounterEn, 7), (Csr.SCounterEn, 7), (Csr.MCountInhibit, 5), (Csr.MEnvCfg, 0x81), (Csr.SEnvCfg, 0x81),
        (Csr.FFlags, ~0UL), (Csr.Frm, ~0UL), (Csr.Fcsr, ~0UL),
        (Csr.PmpAddr0 + 1, PmpAddressBits), (Csr.PmpAddr0 + 7, PmpAddressBits),
        (Csr.PmpAddr0 + 8, PmpAddressBits), (Csr.PmpAddr0 + 15, PmpAddressBits),
    ];

    /// <summary>Registers that cannot be written, and numbers of none.</summary>
    private static readonly int[] Unwritable =
    [
        Csr.MHartId, Csr.MVendorId, Csr.MConfigPtr, 0x000, 0x045, 0x5c0, 0x747, 0x7c0, 0x9c0, 0xcc0,
        Csr.PmpCfg0 + 1, Csr.PmpCfg0 + 3, Csr.PmpAddr0 + 16,
    ];

    /// <summary>Registers that move by themselves, or that a guest in supervisor mode must not change.</summary>
    private static readonly int[] Touched =
        [Csr.Cycle, Csr.Time, Csr.InstRet, Csr.MCycle, Csr.MInstRet, Csr.STimeCmp, Csr.Satp];

    /// <summary>Few bits, many bits, or any.</summary>
    private static readonly Gen<ulong> GenOperand = Gen.Select(Gen.ULong, Gen.Int[0, 63], Gen.Int[0, 3]).Select(
        (any, bit, kind) => kind switch { 0 => 1UL << bit, 1 => ~0UL, _ => any });

    private static readonly Gen<CsrStep> GenAccess =
        from register in Gen.OneOfConst(Registers)
        from operation in Gen.Enum<CsrOperation>()
        from operand in GenOperand
        from immediate in Gen.Bool
        from form in Gen.Int[0, 9]
        select (CsrStep)MakeAccess(register.Csr, operation, operand & register.Mask, immediate, form);

    private static readonly Gen<CsrStep> GenUnwritable =
        from csr in Gen.OneOfConst(Unwritable)
        from operation in Gen.Enum<CsrOperation>()
        from writes in Gen.Bool
        select (CsrStep)new CsrStep.Access(csr, operation, 1, false, true, writes || operation == CsrOperation.Write);

    /// <summary>Only whether they may be read is told.</summary>
    private static readonly Gen<CsrStep> GenTouch =
        from csr in Gen.OneOfConst(Touched)
        select (CsrStep)new CsrStep.Access(csr, CsrOperation.Set, 0, false, Reads: false, Writes: false);

    private static readonly Gen<CsrStep> GenProtection =
        from csr in Gen.OneOfConst(Csr.PmpCfg0, Csr.PmpCfg0 + 2)
        from value in Gen.ULong
        select (CsrStep)MakeProtection(csr, value);

    private static readonly Gen<CsrStep> GenVector =
        from csr in Gen.OneOfConst(Csr.MTVec, Csr.STVec)
        from operand in GenOperand
        select (CsrStep)new CsrStep.Probe(csr, operand);

    private static readonly Gen<CsrStep> GenAddressSpace =
        from mode in Gen.Int[0, 15]
        from value in Gen.ULong
        select (CsrStep)new CsrStep.Probe(Csr.Satp, value >> 4 | (ulong)mode << 60);

    private static readonly Gen<CsrStep> GenAnywhere =
        Gen.Frequency((20, GenAccess), (2, GenUnwritable), (2, GenTouch), (2, GenProtection), (2, GenVector));

    private static readonly Gen<CsrStep> GenSupervisorReturn = Gen.Const((CsrStep)new CsrStep.SupervisorReturn());

    private static readonly Gen<CsrStep[]> GenMachinePhase =
        Gen.Frequency((10, GenAnywhere), (1, GenAddressSpace)).Array[0, 25];

    private static readonly Gen<CsrStep[]> GenLowerPhase =
        from mode in Gen.OneOfConst(PrivilegeMode.Supervisor, PrivilegeMode.User)
        from steps in Gen.Frequency((10, GenAnywhere), (1, GenSupervisorReturn)).Array[0, 25]
        select (CsrStep[])[new CsrStep.Enter(mode), .. steps, new CsrStep.Leave()];

    private static readonly Gen<CsrStep[]> GenProgram =
        Gen.Select(GenMachinePhase, GenLowerPhase, (machine, lower) => (CsrStep[])[.. machine, .. lower])
            .Array[25].Select(phases => phases.SelectMany(each => each).ToArray());

    [Fact]
    public void Accesses_in_all_modes_answer_and_trap_as_on_qemu() => GenProgram.Sample(Compare, iter: 12, threads: 1);

    private static void Compare(CsrStep[] steps)
    {
        byte[] image = CsrGuest.Build(steps);
        ulong[] actual = CsrGuestRunner.RunHere(image);
        ulong[] expected = CsrGuestRunner.RunOnQemu(image);
        for (int i = 0; i < Math.Min(actual.Length, expected.Length); i += CsrGuest.RecordWords)
        {
            Span<ulong> ours = actual.AsSpan(i, CsrGuest.RecordWords);
            Span<ulong> theirs = expected.AsSpan(i, CsrGuest.RecordWords);
            if (ours.SequenceEqual(theirs)) continue;
            string before = string.Join(", ", steps[..(int)ours[0]].TakeLast(HistoryShown));
            Assert.Fail($"{Describe(steps, ours)}; QEMU: {Describe(steps, theirs)}; before that: {before}");
        }

        Assert.Equal(expected.Length, actual.Length);
        Assert.NotEmpty(actual);
    }

    private static string Describe(CsrStep[] steps, ReadOnlySpan<ulong> record) =>
        $"step {record[0]} ({steps[record[0]]}) {CsrGuest.Describe(record)}";

    private static CsrStep.Access MakeAccess(int csr, CsrOperation operation, ulong value, bool immediate, int form)
    {
        // The mode to return to is changed in one go, so that it never is the one that does not exist.
        bool changesMode = csr == Csr.MStatus && (value & Mpp) != 0;
        if (changesMode && (operation != CsrOperation.Write || (value & Mpp) == 2UL << 11)) value |= Mpp;
        // QEMU takes setting or clearing no bits for no write, which would have made the state dirty.
        if (csr <= Csr.Fcsr && value == 0) operation = CsrOperation.Write;
        bool writes = form != 1 || operation == CsrOperation.Write;
        return new CsrStep.Access(csr, operation, value, immediate && value < 32, Reads: form != 0, writes);
    }

    private static CsrStep.Access MakeProtection(int csr, ulong value)
    {
        value &= 0x9f9f_9f9f_9f9f_9f9f;
        // Writable alone is reserved: readable as well. Rarely locked, or soon all entries are.
        value |= value >> 1 & 0x0101_0101_0101_0101;
        if (value % 7 != 0) value &= 0x7f7f_7f7f_7f7f_7f7f;
        // The first entry keeps all of memory open.
        if (csr == Csr.PmpCfg0) value = (value & ~0xffUL) | 0x1f;
        return new CsrStep.Access(csr, CsrOperation.Write, value, false, Reads: true, Writes: true);
    }
}
