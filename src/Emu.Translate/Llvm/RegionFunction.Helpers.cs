using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Abi;

namespace Emu.Translate.Llvm;

/// <content>Calls of helpers.</content>
internal sealed partial class RegionFunction
{
    // Of what the CPU has executed: the block is left behind it when this holds.
    private LLVMValueRef leave;

    private LLVMValueRef Fill(LLVMValueRef address, uint access, LLVMValueRef value) =>
        Call(HelperId.Fill, Ir.Types.Pointer, [state, address, Ir.Constant32(access), value]);

    public LLVMValueRef ZeroBlock(LLVMValueRef address) => Call(HelperId.ZeroBlock, Ir.Types.I32, [state, address]);

    public LLVMValueRef FloatHelper(
        FloatHelperOperation operation,
        FloatFormat format,
        IntegerFormat integer,
        FloatRounding rounding,
        LLVMValueRef a,
        LLVMValueRef b,
        LLVMValueRef c)
    {
        EndCheckpoint();
        return Call(
            HelperId.Float,
            Ir.Types.I64,
            [state, Ir.Constant32(HelperArguments.Float(operation, format, integer, rounding)), a, b, c]);
    }

    /// <summary>Calls the helper for what only the CPU can do (<see cref="HelperId.System"/>), and returns its
    /// result.</summary>
    public LLVMValueRef ExecuteSystem(uint operation, LLVMValueRef first, LLVMValueRef second)
    {
        BeginSystem();
        LLVMValueRef outcome = Call(
            HelperId.System,
            Ir.Types.I32,
            [state, first, second, Ir.Constant32(operation), Ir.Constant32(instruction.Decoded.Raw)]);
        EndSystem(outcome);
        return Ir.LoadField(Ir.Types.I64, state, StateLayout.HelperResult);
    }

    private void BeginSystem()
    {
        // Helpers must find the count exact, and the way back begins at this instruction.
        AddToCount(Ir.Constant((ulong)retired));
        retired = 0;
        Builder.BuildStore(Ir.Constant(0), uncounted);
        BeginCheckpoint();
        Ir.StoreField(AddressOf(instruction.Offset), state, StateLayout.Pc);
    }

    private void EndSystem(LLVMValueRef outcome)
    {
        LLVMBasicBlockRef trapped = NewTrapExit();
        LLVMBasicBlockRef done = Ir.NewBlock();
        LLVMBasicBlockRef refused = SideExitTarget(SideExitCause.System, Builder.InsertBlock);
        LLVMValueRef choice = Builder.BuildSwitch(outcome, done, 2);
        choice.AddCase(Ir.Constant32((uint)SystemOutcome.Trapped), trapped);
        choice.AddCase(Ir.Constant32((uint)SystemOutcome.Refused), refused);

        Builder.PositionAtEnd(done);
        if (!isDirect) Builder.BuildStore(Ir.LoadField(Ir.Types.Pointer, state, StateLayout.DataTlb), tlb);
        NoteSideEffect();
        leave = Ir.IsEqual(outcome, Ir.Constant32((uint)SystemOutcome.DoneThenLeave));
    }

    private void LeaveWhenAsked()
    {
        if (leave == default) return;
        LLVMBasicBlockRef stay = Ir.NewBlock();
        LLVMBasicBlockRef exit = AddExit(
            new RegionExit(RegionExitKind.Leave, Ir.NewBlock(), block) { Offset = instruction.End });
        Builder.BuildCondBr(leave, exit, stay);
        Builder.PositionAtEnd(stay);
        leave = default;
    }

    private LLVMValueRef Call(HelperId helper, LLVMTypeRef result, ReadOnlySpan<LLVMValueRef> arguments)
    {
        LLVMTypeRef[] parameters = new LLVMTypeRef[arguments.Length];
        for (int i = 0; i < parameters.Length; i++) parameters[i] = arguments[i].TypeOf;
        LLVMValueRef table = Ir.LoadField(Ir.Types.Pointer, state, StateLayout.Helpers);
        LLVMValueRef function = Ir.LoadField(Ir.Types.Pointer, table, (int)helper * sizeof(ulong));
        LLVMValueRef call = Builder.BuildCall2(
            LLVMTypeRef.CreateFunction(result, parameters), function, arguments);
        // Called from everywhere: it keeps the integer registers, so that nothing need be saved around it.
        if (helper == HelperId.Fill) call.SetInstructionCallConv(LLVMCallConv.LLVMPreserveMostCallConv);
        return call;
    }
}
