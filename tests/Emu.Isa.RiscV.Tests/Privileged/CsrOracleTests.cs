using CsCheck;

namespace Emu.Isa.RiscV.Tests.Privileged;

/// <summary>
/// Random sequences of CSR accesses in all modes, with the traps and interrupts they cause, against QEMU's hart.
/// Operands leave out the bits where QEMU 7.2 has registers that this hart lacks or keeps values that the specification
/// reserves; MPRV, which QEMU 7.2 does not clear when it returns to a lower mode; SEIE, since QEMU 7.2 takes the lowest
/// interrupt number first; and TSR, which would keep the guest in its handler.
/// </summary>
public sealed class CsrOracleTests
{
    private const ulong MStatusBits = 0x3c_79aa, SStatusBits = 0xc_6122;
    private const ulong Mpp = 3UL << 11;

    /// <summary>Registers of which any value may be written, and the bits of it that both harts have.</summary>
    private static readonly (int Csr, ulong Mask)[] Registers =
    [
        (Csr.MStatus, MStatusBits), (Csr.SStatus, SStatusBits),
        // Calls stay with machine mode: they are the way back to it.
        (Csr.MEDeleg, 0xb0ff), (Csr.MIDeleg, 0x222), (Csr.Mie, 0x8aa), (Csr.Mip, 0xaaa), (Csr.Sie, ~0x200UL), (Csr.Sip, ~0UL),
        (Csr.MScratch, ~0UL), (Csr.MEpc, ~1UL), (Csr.MCause, ~0UL), (Csr.MTVal, ~0UL), (Csr.SScratch, ~0UL), (Csr.SEpc, ~1UL), (Csr.SCause, ~0UL),
        (Csr.STVal, ~0UL), (Csr.MCounterEn, 7), (Csr.SCounterEn, 7), (Csr.MCountInhibit, 5), (Csr.MEnvCfg, 0x81), (Csr.SEnvCfg, 0x81),
        (Csr.FFlags, ~0UL), (Csr.Frm, ~0UL), (Csr.Fcsr, ~0UL), (Csr.PmpAddr0 + 1, (1UL << 54) - 1), (Csr.PmpAddr0 + 7, (1UL << 54) - 1),
        (Csr.PmpAddr0 + 8, (1UL << 54) - 1), (Csr.PmpAddr0 + 15, (1UL << 54) - 1),
    ];

    private static readonly int[] ReadOnlyRegisters = [Csr.MHartId, Csr.MVendorId, Csr.MConfigPtr];

    private static readonly int[] MissingRegisters = [0x000, 0x045, 0x7c0, 0x9c0, 0xcc0, Csr.PmpCfg0 + 1, Csr.PmpCfg0 + 3, Csr.PmpAddr0 + 16, 0x5c0, 0x747];

    private static readonly Gen<CsrOperation> GenOperation = Gen.Enum<CsrOperation>();

    /// <summary>Few bits, many bits, or any.</summary>
    private static readonly Gen<ulong> GenOperand = Gen.Select(Gen.ULong, Gen.Int[0, 63], Gen.Int[0, 3]).Select(
        (any, bit, kind) => kind switch { 0 => 1UL << bit, 1 => ~0UL, _ => any });

    private static readonly Gen<CsrStep> GenAccess =
        Gen.Select(Gen.OneOfConst(Registers), GenOperation, GenOperand, Gen.Bool, Gen.Int[0, 9]).Select((register, operation, operand, immediate, form) =>
        {
            ulong value = operand & register.Mask;
            // The mode that machine mode returns to is changed in one go, so that it never is the one that does not
            // exist.
            if (register.Csr == Csr.MStatus && (value & Mpp) != 0)
                value = operation == CsrOperation.Write && (value & Mpp) != 1UL << 12 ? value : value | Mpp;
            if (immediate && (value & ~31UL) != 0) immediate = false;
            return (CsrStep)new CsrStep.Access(
                register.Csr, operation, value, immediate, Reads: form != 0, Writes: form != 1 || operation == CsrOperation.Write);
        });

    private static readonly Gen<CsrStep> GenRead =
        Gen.Select(Gen.OneOfConst([.. ReadOnlyRegisters, .. MissingRegisters]), GenOperation, Gen.Bool).Select((csr, operation, writes) =>
            (CsrStep)new CsrStep.Access(csr, operation, 1, false, true, writes || operation == CsrOperation.Write));

    /// <summary>Counters move by themselves: only whether they may be read is told.</summary>
    private static readonly Gen<CsrStep> GenCounter = Gen.OneOfConst(Csr.Cycle, Csr.Time, Csr.InstRet, Csr.MCycle, Csr.MInstRet, Csr.STimeCmp, Csr.Satp)
        .Select(csr => (CsrStep)new CsrStep.Access(csr, CsrOperation.Set, 0, false, Reads: false, Writes: false));

    private static readonly Gen<CsrStep> GenProtection =
        Gen.Select(Gen.OneOfConst(Csr.PmpCfg0, Csr.PmpCfg0 + 2), Gen.ULong).Select((csr, value) =>
        {
            value &= 0x9f9f_9f9f_9f9f_9f9f;
            // Writable alone is reserved: readable as well. Rarely locked, or soon all entries are.
            value |= value >> 1 & 0x0101_0101_0101_0101;
            if (value % 7 != 0) value &= 0x7f7f_7f7f_7f7f_7f7f;
            if (csr == Csr.PmpCfg0) value = (value & ~0xffUL) | 0x1f;
            return (CsrStep)new CsrStep.Access(csr, CsrOperation.Write, value, false, true, true);
        });

    private static readonly Gen<CsrStep> GenProbe =
        Gen.Select(Gen.OneOfConst(Csr.MTVec, Csr.STVec), GenOperand).Select((csr, operand) => (CsrStep)new CsrStep.Probe(csr, operand));

    private static readonly Gen<CsrStep> GenAddressSpace = Gen.Select(Gen.Int[0, 15], Gen.ULong).Select((mode, value) =>
        (CsrStep)new CsrStep.Probe(Csr.Satp, value >> 4 | (ulong)mode << 60));

    private static readonly Gen<CsrStep> GenAnywhere =
        Gen.Frequency((20, GenAccess), (2, GenRead), (2, GenCounter), (2, GenProtection), (2, GenProbe));

    private static readonly Gen<CsrStep[]> GenMachinePhase = Gen.Frequency((10, GenAnywhere), (1, GenAddressSpace)).Array[0, 25];

    private static readonly Gen<CsrStep[]> GenLowerPhase =
        Gen.Select(
            Gen.OneOfConst(PrivilegeMode.Supervisor, PrivilegeMode.User),
            Gen.Frequency((10, GenAnywhere), (1, Gen.Const((CsrStep)new CsrStep.SupervisorReturn()))).Array[0, 25]).Select(
            (mode, steps) => (CsrStep[])[new CsrStep.Enter(mode), .. steps, new CsrStep.Leave()]);

    private static readonly Gen<CsrStep[]> GenProgram =
        Gen.Select(GenMachinePhase, GenLowerPhase).Array[25].Select(phases => phases.SelectMany(each => each.Item1.Concat(each.Item2)).ToArray());

    [Fact]
    public void Accesses_in_all_modes_answer_and_trap_as_on_qemu() => GenProgram.Sample(Compare, iter: 12, threads: 1);

    private static void Compare(CsrStep[] steps)
    {
        byte[] image = CsrGuest.Build(steps);
        ulong[] actual = CsrGuestRunner.RunHere(image);
        ulong[] expected = CsrGuestRunner.RunOnQemu(image);
        for (int i = 0; i < Math.Min(actual.Length, expected.Length); i += CsrGuest.RecordWords)
        {
            Span<ulong> ours = actual.AsSpan(i, CsrGuest.RecordWords), theirs = expected.AsSpan(i, CsrGuest.RecordWords);
            if (ours.SequenceEqual(theirs)) continue;
            Assert.Fail(
                $"step {ours[0]} ({steps[ours[0]]}) {CsrGuest.Describe(ours)}; QEMU, at step {theirs[0]} ({steps[theirs[0]]}), {CsrGuest.Describe(theirs)}");
        }

        Assert.Equal(expected.Length, actual.Length);
        Assert.NotEmpty(actual);
    }
}
