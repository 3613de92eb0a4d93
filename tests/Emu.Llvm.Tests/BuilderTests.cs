namespace Emu.Llvm.Tests;

public sealed class BuilderTests
{
    [Fact]
    public void Names_reach_the_text_and_unnamed_values_are_numbered()
    {
        using IrBuilder ir = new();
        LLVMTypeRef i64 = ir.Context.Int64Type;
        LLVMValueRef function = ir.Function("f"u8, i64, i64, i64);
        LLVMValueRef sum = ir.Builder.BuildAdd(function.GetParam(0), function.GetParam(1), "sum"u8);
        ir.Builder.BuildRet(ir.Builder.BuildMul(sum, sum));

        string text = ir.Text();

        Assert.Contains("%sum = add i64 %0, %1", text);
        Assert.Contains("%2 = mul i64 %sum, %sum", text);
    }

    [Fact]
    public void Names_are_not_kept_when_they_are_discarded()
    {
        using IrBuilder ir = new();
        ir.Context.SetDiscardValueNames(true);
        LLVMTypeRef i64 = ir.Context.Int64Type;
        LLVMValueRef function = ir.Function("f"u8, i64, i64);
        ir.Builder.BuildRet(ir.Builder.BuildNot(function.GetParam(0), "inverted"u8));

        Assert.DoesNotContain("inverted", ir.Text());
        Assert.Contains("@f", ir.Text());
    }

    [Fact]
    public void Operations_on_constants_are_folded()
    {
        using IrBuilder ir = new();
        LLVMTypeRef i32 = ir.Context.Int32Type;
        ir.Function("f"u8, i32);
        LLVMValueRef minusOne = LLVMValueRef.CreateConstInt(i32, ulong.MaxValue);

        LLVMValueRef quotient = ir.Builder.BuildUDiv(minusOne, LLVMValueRef.CreateConstInt(i32, 2));

        Assert.True(quotient.IsConstantInt);
        Assert.Equal(0x7FFF_FFFFul, quotient.ConstIntZExt);
    }

    [Fact]
    public void Every_operation_is_the_instruction_of_its_name()
    {
        using IrBuilder ir = new();
        LLVMTypeRef i64 = ir.Context.Int64Type, f64 = ir.Context.DoubleType, ptr = ir.Context.PointerType;
        LLVMValueRef f = ir.Function("f"u8, ir.Context.VoidType, i64, i64, f64, f64, ptr);
        LLVMValueRef a = f.GetParam(0), b = f.GetParam(1), x = f.GetParam(2), y = f.GetParam(3), p = f.GetParam(4);
        LLVMBuilderRef builder = ir.Builder;
        LLVMTypeRef i32 = ir.Context.Int32Type, f32 = ir.Context.FloatType;
        (LLVMValueRef Value, string Text)[] expected =
        [
            (builder.BuildAdd(a, b), "add i64"), (builder.BuildSub(a, b), "sub i64"),
            (builder.BuildMul(a, b), "mul i64"), (builder.BuildUDiv(a, b), "udiv i64"),
            (builder.BuildSDiv(a, b), "sdiv i64"), (builder.BuildURem(a, b), "urem i64"),
            (builder.BuildSRem(a, b), "srem i64"), (builder.BuildShl(a, b), "shl i64"),
            (builder.BuildLShr(a, b), "lshr i64"), (builder.BuildAShr(a, b), "ashr i64"),
            (builder.BuildAnd(a, b), "and i64"), (builder.BuildOr(a, b), "or i64"),
            (builder.BuildXor(a, b), "xor i64"), (builder.BuildNSWAdd(a, b), "add nsw i64"),
            (builder.BuildNUWAdd(a, b), "add nuw i64"), (builder.BuildNeg(a), "sub i64 0,"),
            (builder.BuildFreeze(a), "freeze i64"), (builder.BuildFAdd(x, y), "fadd double"),
            (builder.BuildFSub(x, y), "fsub double"), (builder.BuildFMul(x, y), "fmul double"),
            (builder.BuildFDiv(x, y), "fdiv double"), (builder.BuildFNeg(x), "fneg double"),
            (builder.BuildTrunc(a, i32), "trunc i64"), (builder.BuildPtrToInt(p, i64), "ptrtoint ptr"),
            (builder.BuildIntToPtr(a, ptr), "inttoptr i64"), (builder.BuildBitCast(a, f64), "bitcast i64"),
            (builder.BuildFPToSI(x, i64), "fptosi double"), (builder.BuildFPToUI(x, i64), "fptoui double"),
            (builder.BuildSIToFP(a, f64), "sitofp i64"), (builder.BuildUIToFP(a, f64), "uitofp i64"),
            (builder.BuildFPTrunc(x, f32), "fptrunc double"),
            (builder.BuildICmp(LLVMIntPredicate.LLVMIntULT, a, b), "icmp ult i64"),
            (builder.BuildFCmp(LLVMRealPredicate.LLVMRealOLE, x, y), "fcmp ole double"),
            (builder.BuildGEP2(ir.Context.Int8Type, p, a), "getelementptr i8, ptr"),
            (builder.BuildInBoundsGEP2(ir.Context.Int8Type, p, a), "getelementptr inbounds i8, ptr"),
            (builder.BuildAlloca(i64), "alloca i64"),
        ];
        builder.BuildRetVoid();

        ir.Text();
        Assert.All(expected, e => Assert.Contains(" = " + e.Text, e.Value.ToString()));
    }

    [Fact]
    public void Accesses_carry_volatility_ordering_and_alignment()
    {
        using IrBuilder ir = new();
        LLVMTypeRef i64 = ir.Context.Int64Type;
        LLVMValueRef pointer = ir.Function("f"u8, ir.Context.VoidType, ir.Context.PointerType).GetParam(0);
        LLVMValueRef load = ir.Builder.BuildLoad2(i64, pointer);
        load.SetVolatile(true);
        load.SetAlignment(1);
        LLVMValueRef store = ir.Builder.BuildStore(load, pointer);
        store.SetOrdering(LLVMAtomicOrdering.LLVMAtomicOrderingRelease);
        store.SetAlignment(8);
        ir.Builder.BuildFence(LLVMAtomicOrdering.LLVMAtomicOrderingSequentiallyConsistent);
        LLVMValueRef old = ir.Builder.BuildAtomicRMW(LLVMAtomicRMWBinOp.LLVMAtomicRMWBinOpUMax, pointer, load,
            LLVMAtomicOrdering.LLVMAtomicOrderingAcquireRelease);
        LLVMValueRef pair = ir.Builder.BuildAtomicCmpXchg(pointer, old, load,
            LLVMAtomicOrdering.LLVMAtomicOrderingSequentiallyConsistent,
            LLVMAtomicOrdering.LLVMAtomicOrderingMonotonic);
        ir.Builder.BuildExtractValue(pair, 1);
        ir.Builder.BuildRetVoid();

        string text = ir.Text();

        Assert.Contains("load volatile i64, ptr %0, align 1", text);
        Assert.Contains("store atomic i64 %1, ptr %0 release, align 8", text);
        Assert.Contains("fence seq_cst", text);
        Assert.Contains("atomicrmw umax ptr %0, i64 %1 acq_rel", text);
        Assert.Contains("cmpxchg ptr %0, i64 %2, i64 %1 seq_cst monotonic", text);
        Assert.Contains("extractvalue { i64, i1 } %3, 1", text);
    }

    [Fact]
    public void Control_flow_joins_in_a_phi()
    {
        using IrBuilder ir = new();
        LLVMTypeRef i64 = ir.Context.Int64Type;
        LLVMValueRef function = ir.Function("f"u8, i64, i64);
        LLVMValueRef argument = function.GetParam(0);
        LLVMBasicBlockRef entry = ir.Builder.InsertBlock;
        LLVMBasicBlockRef one = ir.Context.AppendBasicBlock(function, "one"u8);
        LLVMBasicBlockRef join = ir.Context.AppendBasicBlock(function, "join"u8);
        LLVMValueRef choice = ir.Builder.BuildSwitch(argument, join, expectedCases: 1);
        choice.AddCase(LLVMValueRef.CreateConstInt(i64, 1), one);
        ir.Builder.PositionAtEnd(one);
        ir.Builder.BuildBr(join);
        ir.Builder.PositionAtEnd(join);
        LLVMValueRef phi = ir.Builder.BuildPhi(i64);
        phi.AddIncoming([argument, LLVMValueRef.CreateConstInt(i64, 7)], [entry, one]);
        ir.Builder.BuildRet(phi);

        Assert.Contains("phi i64 [ %0, %entry ], [ 7, %one ]", ir.Text());
    }

    [Fact]
    public void A_must_tail_call_in_the_register_preserving_nothing_convention_can_be_said()
    {
        using IrBuilder ir = new();
        LLVMTypeRef ptr = ir.Context.PointerType;
        LLVMValueRef function = ir.Function("f"u8, ir.Context.VoidType, ptr, ptr);
        function.SetFunctionCallConv(LLVMCallConv.LLVMPreserveNoneCallConv);
        LLVMTypeRef type = LLVMTypeRef.CreateFunction(ir.Context.VoidType, [ptr, ptr]);
        LLVMValueRef call =
            ir.Builder.BuildCall2(type, function.GetParam(1), [function.GetParam(0), function.GetParam(1)]);
        call.SetInstructionCallConv(LLVMCallConv.LLVMPreserveNoneCallConv);
        call.SetTailCallKind(LLVMTailCallKind.LLVMTailCallKindMustTail);
        ir.Builder.BuildRetVoid();

        Assert.Contains("musttail call preserve_nonecc void %1(ptr %0, ptr %1)", ir.Text());
        Assert.Contains("define preserve_nonecc void @f", ir.Text());
    }

    [Fact]
    public void Attributes_metadata_and_constrained_intrinsics_can_be_said()
    {
        using IrBuilder ir = new();
        LLVMContextRef context = ir.Context;
        LLVMTypeRef f64 = context.DoubleType;
        LLVMValueRef function = ir.Function("f"u8, f64, f64, f64);
        LLVMAttributeRef strict =
            context.CreateEnumAttribute(LLVMContextRef.GetEnumAttributeKindForName("strictfp"u8), 0);
        function.AddAttributeAtIndex(LLVMAttributeIndex.LLVMAttributeFunctionIndex, strict);
        function.AddAttributeAtIndex(LLVMAttributeIndex.LLVMAttributeFunctionIndex,
            context.CreateStringAttribute("no-builtins"u8, ""u8));
        uint id = LLVMContextRef.LookupIntrinsicID("llvm.experimental.constrained.fadd"u8);
        LLVMValueRef sum = ir.Builder.BuildCall2(
            context.GetIntrinsicType(id, [f64]),
            ir.Module.GetIntrinsicDeclaration(id, [f64]),
            [
                function.GetParam(0), function.GetParam(1),
                context.MetadataAsValue(context.GetMDString("round.dynamic"u8)),
                context.MetadataAsValue(context.GetMDString("fpexcept.strict"u8)),
            ]);
        sum.AddCallSiteAttribute(LLVMAttributeIndex.LLVMAttributeFunctionIndex, strict);
        LLVMMetadataRef note = context.GetMDNode([LLVMValueRef.CreateConstInt(context.Int32Type, 9).AsMetadata()]);
        sum.SetMetadata(context.GetMDKindID("note"u8), context.MetadataAsValue(note));
        ir.Builder.BuildRet(sum);

        string text = ir.Text();

        Assert.Contains("@llvm.experimental.constrained.fadd.f64(double %0, double %1, metadata !\"round.dynamic\", "
            + "metadata !\"fpexcept.strict\")", text);
        Assert.Contains("{ strictfp \"no-builtins\" }", text);
        Assert.Contains("!{i32 9}", text);
    }

    [Fact]
    public void A_broken_module_is_told_with_the_reason()
    {
        using IrBuilder ir = new();
        ir.Function("f"u8, ir.Context.VoidType);

        Assert.False(ir.Module.TryVerify(out string message));
        Assert.Contains("terminator", message);
    }
}
