using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>
/// One region as one LLVM function. Its blocks are written first (<see cref="BlockWriter"/>); passes then find what each
/// exit must write back and each entry must load, and the code of those comes last.
/// </summary>
internal sealed class RegionFunction : IDisposable
{
    private readonly RegionShape shape;
    private readonly bool hostMultipliesAndAdds;
    private readonly IrBuilder ir;
    private readonly LLVMBasicBlockRef prologue;
    private readonly RegionFrame frame;

    /// <param name="context">What the function's types belong to.</param>
    /// <param name="module">The module that the function is added to.</param>
    /// <param name="shape">The region.</param>
    /// <param name="hostMultipliesAndAdds">The host has a fused multiply-add.</param>
    /// <param name="access">How guest memory is reached.</param>
    public RegionFunction(
        LLVMContextRef context, LLVMModuleRef module, RegionShape shape, bool hostMultipliesAndAdds, MemoryAccess access)
    {
        this.shape = shape;
        this.hostMultipliesAndAdds = hostMultipliesAndAdds;
        ir = new IrBuilder(context, module);
        IrTypes types = ir.Types;
        LLVMTypeRef type = LLVMTypeRef.CreateFunction(types.Void, [types.Pointer, types.Pointer, types.I64]);
        ir.Function = module.AddFunction("region"u8, type);
        ir.Function.SetFunctionCallConv(LLVMCallConv.LLVMPreserveNoneCallConv);
        AddAttribute("nounwind"u8);
        AddAttribute("no-builtins"u8, default);
        AddAttribute("no-jump-tables"u8, "true"u8);

        prologue = ir.NewBlock();
        ir.Builder.PositionAtEnd(prologue);
        frame = new RegionFrame(ir, ir.Function, type, shape.Isa.Architecture.Registers, access)
        {
            FloatRules = shape.Isa.Architecture.FloatRules,
        };
    }

    /// <summary>Writes the whole function.</summary>
    public void Write()
    {
        RegionExits exits = new(frame, shape);
        SideExits sideExits = new(frame);
        RegionGraph graph = new(frame, shape, exits);
        bool usesFloat = WriteBlocks(graph, sideExits);
        RegisterFlow dirty = DirtyRegisters.Find(graph.Blocks);
        RegisterFlow unwritten = frame.IsExact ? RestartPlacer.Place(frame, graph) : dirty;
        sideExits.Write(dirty);
        exits.Write(unwritten);
        WriteEntries(graph, LiveRegisters.Find(graph.Blocks));
        if (usesFloat) AddAttribute("strictfp"u8);
    }

    public void Dispose() => ir.Dispose();

    // True when some block computes with floating point.
    private bool WriteBlocks(RegionGraph graph, SideExits sideExits)
    {
        RegionBodies bodies = RegionBodies.Of(shape.Isa.Architecture);
        bool usesFloat = false;
        foreach (GuestBlock each in shape.Blocks) Write(each, graph.AssumptionOf(each.Offset).BeginFirst());
        while (shape.Blocks.FirstOrDefault(graph.NeedsSecond) is { } block)
            Write(block, graph.AssumptionOf(block.Offset).BeginSecond());

        foreach (GuestBlock each in shape.Blocks)
        {
            bool isFirstPlain = graph.AssumptionOf(each.Offset).IsFirstPlain;
            FlowBlock first = graph.Of(each, isFirstPlain), second = graph.Of(each, !isFirstPlain);
            if (first != second && !graph.AssumptionOf(each.Offset).HasBoth) GoOn(second, first);
        }

        return usesFloat;

        void Write(GuestBlock block, bool isPlain)
        {
            BlockWriter writer = new(frame, graph, sideExits, block, graph.Of(block, isPlain), hostMultipliesAndAdds);
            writer.Write(bodies);
            usesFloat |= writer.Float.IsUsed;
        }
    }

    // The block has one form only, or its other one is never reached.
    private void GoOn(FlowBlock from, FlowBlock to)
    {
        from.Successors.Add(to);
        ir.Builder.PositionAtEnd(from.Code);
        ir.Builder.BuildBr(to.Code);
    }

    // The prologue: jumps to the entry that the pc names, which loads its registers first, or returns to the engine
    // when something is requested of the CPU.
    private void WriteEntries(RegionGraph graph, RegisterFlow live)
    {
        LLVMBuilderRef builder = ir.Builder;
        LLVMBasicBlockRef dispatch = ir.NewBlock(), requested = ir.NewBlock();
        builder.PositionAtEnd(prologue);
        builder.BuildStore(ir.Function.GetParam(1), frame.Tlb);
        frame.ClearCount();
        ir.BranchLikely(frame.NothingIsRequested(), dispatch, requested);

        builder.PositionAtEnd(requested);
        frame.StoreField(frame.Pc, StateLayout.Pc);
        builder.BuildRetVoid();

        GuestBlock[] entries = [.. shape.Blocks.Where(each => each.IsEntry)];
        LLVMBasicBlockRef[] loads = Array.ConvertAll(entries, each => WriteEntry(graph.Of(each), live));
        builder.PositionAtEnd(dispatch);
        frame.SaveField(frame.Pc, StateLayout.Entered);
        // The engine enters at entries only, so that the first one can be the default case.
        LLVMValueRef offset = builder.BuildAnd(
            builder.BuildTrunc(frame.Pc, ir.Types.I32), ir.Constant32(RegionSource.PageSize - 1));
        LLVMValueRef choice = builder.BuildSwitch(offset, loads[0], (uint)loads.Length - 1);
        for (int i = 1; i < loads.Length; i++) choice.AddCase(ir.Constant32((uint)entries[i].Offset), loads[i]);
    }

    private LLVMBasicBlockRef WriteEntry(FlowBlock entry, RegisterFlow live)
    {
        LLVMBasicBlockRef loads = ir.NewBlock();
        ir.Builder.PositionAtEnd(loads);
        if (frame.IsExact) frame.SaveField(ir.Constant32((uint)entry.Offset), StateLayout.FaultOffset);
        for (UInt128 wanted = live.AtStart(entry); wanted != 0; wanted &= wanted - 1)
        {
            int index = RegisterSet.First(wanted);
            frame.StoreRegister(index, frame.LoadField(frame.TypeOf(index), frame.FieldOf(index)));
        }

        ir.Builder.BuildBr(entry.Code);
        return loads;
    }

    private void AddAttribute(ReadOnlySpan<byte> name) => ir.Function.AddAttributeAtIndex(
        LLVMAttributeIndex.LLVMAttributeFunctionIndex,
        ir.Context.CreateEnumAttribute(LLVMContextRef.GetEnumAttributeKindForName(name), 0));

    private void AddAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => ir.Function.AddAttributeAtIndex(
        LLVMAttributeIndex.LLVMAttributeFunctionIndex, ir.Context.CreateStringAttribute(name, value));
}
