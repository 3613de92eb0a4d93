using Emu.Translate.Abi;
using Emu.Translate.Regions;
using static Emu.Translate.Baseline.X64.HostFrame;

namespace Emu.Translate.Baseline.X64;

/// <summary>Writes what helpers do that see the CPU's whole state, and functions of the guest's.</summary>
/// <param name="code">Takes the code.</param>
/// <param name="graph">The values of the instruction.</param>
/// <param name="registers">Where guest registers are.</param>
/// <param name="position">The instruction.</param>
/// <param name="values">Computes operands.</param>
/// <param name="vectors">Where vectors are.</param>
/// <param name="cold">Takes what is seldom executed.</param>
/// <param name="shared">The code that all blocks share.</param>
/// <param name="isDirect">Guest memory is reached without a TLB.</param>
internal sealed class SystemWriter(
    X64Assembler code, ValueGraph graph, RegisterCache registers, BlockPosition position, Evaluator values,
    VectorHosts vectors, ColdSection cold, SharedCode shared, bool isDirect)
{
    // The block is left behind the instruction when the state's HelperOutcome says so.
    private bool mayLeave;

    /// <summary>Whether a helper has stored to memory in this block.</summary>
    public bool HasStored { get; private set; }

    /// <summary>Begins a block.</summary>
    public void Clear() => HasStored = mayLeave = false;

    /// <summary>Calls the helper for what only the CPU can do (<see cref="HelperId.System"/>), and returns its
    /// result.</summary>
    public BaselineValue Execute(uint operation, BaselineValue first, BaselineValue second)
    {
        int left = first.In(graph), right = second.In(graph);
        // Evaluating uses the scratch registers, so that all of it comes before.
        if (graph[left].Kind != NodeKind.Constant) values.Evaluate(left);
        if (graph[right].Kind != NodeKind.Constant) values.Evaluate(right);
        vectors.SaveFromGuest();
        MoveTo(Gpr.Rcx, left);
        MoveTo(Gpr.Rdx, right);
        Begin();
        code.Move(wide: true, Gpr.Rsi, Gpr.Rcx);
        code.MoveConstant(Gpr.Rcx, operation);
        code.MoveConstant(Gpr.R8, position.Instruction.Decoded.Raw);
        CallAligned(HelperId.System);
        End();
        Gpr result = registers.Allocate();
        code.Load(result, Field(StateLayout.HelperResult), sizeof(ulong), signExtend: false);
        return values.InRegister(result);
    }

    /// <summary>Has a helper compute a function of the guest's.</summary>
    public BaselineValue Compute(uint function, BaselineValue first, BaselineValue second, BaselineValue third)
    {
        values.FinishPendingLoad();
        ReadOnlySpan<int> operands = [first.In(graph), second.In(graph), third.In(graph)];
        foreach (int operand in operands)
            if (graph[operand].Kind != NodeKind.Constant) values.Evaluate(operand);
        vectors.Save();
        MoveTo(Gpr.Rax, operands[0]);
        MoveTo(Gpr.Rcx, operands[1]);
        MoveTo(Gpr.Rdx, operands[2]);
        shared.CallComputeHelper(function);
        Gpr result = registers.Allocate();
        code.Move(wide: true, result, Gpr.Rax);
        return values.InRegister(result);
    }

    /// <summary>Zeroes the 64-byte block around the guest address in <see cref="HostAddress"/>.</summary>
    public void ZeroBlock()
    {
        vectors.Save();
        code.Move(wide: true, Gpr.Rdx, HostAddress);
        registers.Flush();
        code.Move(wide: true, Gpr.Rsi, Gpr.Rdx);
        code.Lea(wide: true, Gpr.Rdi, new Memory(State, -Bias));
        CallAligned(HelperId.ZeroBlock);
        HasStored = true;
        code.Test(wide: false, Gpr.Rax, Gpr.Rax);
        code.JumpIf(Condition.E, cold.Add(cold.SideExit(SideExitCause.Store)));
    }

    /// <summary>Leaves the region before the next instruction where a helper of this block has said so.</summary>
    /// <param name="offset">The next instruction, as an offset from the page's start.</param>
    public void LeaveWhenAsked(int offset)
    {
        if (!mayLeave) return;
        code.Load(Gpr.Rax, Field(StateLayout.HelperOutcome), sizeof(byte), signExtend: false);
        code.Alu(Alu.Cmp, wide: false, Gpr.Rax, (int)SystemOutcome.DoneThenLeave);
        code.JumpIf(Condition.E, cold.Add(cold.Exit(ColdKind.Leave, offset)));
    }

    private void MoveTo(Gpr host, int number)
    {
        if (graph[number].Kind == NodeKind.Constant) code.MoveConstant(host, (ulong)graph[number].Constant);
        else code.Move(wide: true, host, values.Evaluate(number));
    }

    // The helper finds everything in the state.
    private void Begin()
    {
        registers.Flush();
        shared.Count(position.Retired);
        position.Retired = 0;
        shared.PublishCount();
        code.MoveConstant(Counted, 0);
        code.Lea(wide: true, Gpr.Rax, new Memory(PageStart, position.Instruction.Offset));
        code.Store(Field(StateLayout.Pc), Gpr.Rax, sizeof(ulong));
        code.Lea(wide: true, Gpr.Rdi, new Memory(State, -Bias));
    }

    // Leaves the outcome in the state, for the block's end.
    private void End()
    {
        code.Alu(Alu.Cmp, wide: false, Gpr.Rax, (int)SystemOutcome.Refused);
        code.JumpIf(Condition.E, cold.Add(cold.SideExit(SideExitCause.System)));
        code.Alu(Alu.Cmp, wide: false, Gpr.Rax, (int)SystemOutcome.Trapped);
        code.JumpIf(Condition.E, shared.Trapped);
        if (!isDirect) code.Load(Tlb, Field(StateLayout.DataTlb), sizeof(ulong), signExtend: false);
        // What the body computes with the result uses the scratch registers.
        code.Store(Field(StateLayout.HelperOutcome), Gpr.Rax, sizeof(byte));
        mayLeave = true;
    }

    // A region is called as any function, so that the stack is 8 bytes off.
    private void CallAligned(HelperId helper)
    {
        code.Push(Gpr.Rax);
        shared.CallHelper(helper);
        code.Pop(Gpr.Rcx);
    }
}
