using Emu.FloatingPoint;
using Emu.Translate.Abi;
using static Emu.Translate.Baseline.X64.HostFrame;

namespace Emu.Translate.Baseline.X64;

/// <summary>
/// What is known of the floating-point unit in the rest of a block: that it is on, that the host has the guest's rounding
/// mode, that the state is marked dirty. What was checked once holds to the block's end, because an instruction that
/// changes it is the last one of its block. Vector registers hold nothing from one guest instruction to the next.
/// </summary>
internal sealed class FloatState(X64Assembler code, ColdSection cold)
{
    private bool isEnabled, isRoundingValid, isDirty;

    private Xmm nextVector;

    /// <summary>Begins a block: nothing is known.</summary>
    public void Clear() => isEnabled = isRoundingValid = isDirty = false;

    /// <summary>Begins an instruction; writes a side exit to the interpreter that is taken unless floating point is
    /// on.</summary>
    public void Begin()
    {
        nextVector = Xmm.Xmm0;
        if (isEnabled) return;
        isEnabled = true;
        code.Load(Gpr.Rax, Field(StateLayout.FloatEnabled), sizeof(byte), signExtend: false);
        code.Test(wide: false, Gpr.Rax, Gpr.Rax);
        code.JumpIf(Condition.E, cold.Add(cold.SideExit(SideExitCause.FloatEnvironment)));
    }

    /// <summary>Begins an instruction that rounds; writes a side exit that is taken unless floating point is on and the host
    /// has the rounding mode.</summary>
    public void Begin(FloatRounding rounding)
    {
        Begin();
        if (rounding != FloatRounding.Dynamic || isRoundingValid) return;
        isRoundingValid = true;
        code.Load(Gpr.Rax, Field(StateLayout.FloatRounding), sizeof(byte), signExtend: false);
        code.Alu(Alu.Cmp, wide: false, Gpr.Rax, (int)FloatRounding.Up);
        code.JumpIf(Condition.A, cold.Add(cold.SideExit(SideExitCause.FloatEnvironment)));
    }

    /// <summary>Notes that floating-point registers or flags are written.</summary>
    public void MarkDirty()
    {
        if (isDirty) return;
        isDirty = true;
        code.StoreConstant(Field(StateLayout.FloatDirty), sizeof(byte), 1);
    }

    /// <summary>Notes, before arithmetic is computed, that it may raise flags: for operations whose result goes to no
    /// floating-point register.</summary>
    /// <param name="packed">Packed by <see cref="HelperArguments"/>.</param>
    public void NoteArithmetic(uint packed)
    {
        FloatHelperOperation operation = HelperArguments.Float(packed).Operation;
        if (HelperArguments.IsFunction(packed) || operation is FloatHelperOperation.ToInteger or FloatHelperOperation.IsEqual
            or FloatHelperOperation.IsLess or FloatHelperOperation.IsLessOrEqual)
            MarkDirty();
    }

    /// <summary>A vector register that holds nothing, below those of <see cref="VectorHosts"/>.</summary>
    public Xmm NewVector() => nextVector < Xmm.Xmm8
        ? nextVector++
        : throw new LeftToNextEngineException("it needs too many registers for floating point");

    /// <summary>Frees the vector registers from this one on.</summary>
    public void Free(Xmm first) => nextVector = first;

    /// <summary>The next one that <see cref="NewVector"/> gives.</summary>
    public Xmm NextVector => nextVector;
}
