using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>What all code of a region's function can reach: the function's arguments, the CPU's state, and stack slots for
/// guest registers, which LLVM's first pass turns into values.</summary>
internal sealed class RegionFrame
{
    private readonly LLVMValueRef state;
    private readonly LLVMValueRef pageBase;

    // The slots of guest registers, made at first use, and of the count of retired instructions that the state does not
    // have yet.
    private readonly LLVMValueRef[] registers;
    private readonly LLVMValueRef uncounted;

    /// <summary>Writes the slots' beginnings where the builder stands, which is the function's first block.</summary>
    /// <param name="ir">Writes into the function.</param>
    /// <param name="function">A function of <paramref name="functionType"/>.</param>
    /// <param name="functionType"><c>void(void* registers, void* tlb, uint64 pc)</c>; the second argument is the guest's base
    /// where memory is accessed directly.</param>
    /// <param name="file">The guest's registers.</param>
    /// <param name="access">How guest memory is reached.</param>
    public RegionFrame(
        IrBuilder ir, LLVMValueRef function, LLVMTypeRef functionType, RegisterFile file, MemoryAccess access)
    {
        Ir = ir;
        Function = function;
        FunctionType = functionType;
        File = file;
        IsDirect = access != MemoryAccess.Tlb;
        IsExact = access == MemoryAccess.DirectExact;
        registers = new LLVMValueRef[file.Count];
        state = function.GetParam(0);
        Tlb = Builder.BuildAlloca(ir.Types.Pointer);
        uncounted = Builder.BuildAlloca(ir.Types.I64);
        ir.Vectors = new VectorWriter(this);
        pageBase = Builder.BuildAnd(Pc, ir.Constant(unchecked((ulong)-RegionSource.PageSize)));
    }

    public IrBuilder Ir { get; }

    public LLVMBuilderRef Builder => Ir.Builder;

    public LLVMValueRef Function { get; }

    public LLVMTypeRef FunctionType { get; }

    /// <summary>The guest's registers.</summary>
    public RegisterFile File { get; }

    /// <summary>The rules of the guest's arithmetic.</summary>
    public FloatRules FloatRules { get; init; }

    /// <summary>Guest memory lies at a fixed distance from the guest's address, and instructions are not counted.</summary>
    public bool IsDirect { get; }

    /// <summary>A program may see its own faults, so that restart points are needed
    /// (<see cref="MemoryAccess.DirectExact"/>).</summary>
    public bool IsExact { get; }

    /// <summary>The CPU's state, as translated code gets it: the address of the guest's first register.</summary>
    public LLVMValueRef State => state;

    /// <summary>The pc at which the function is entered.</summary>
    public LLVMValueRef Pc => Function.GetParam(2);

    /// <summary>The slot of the TLB's table, or of the guest's base.</summary>
    public LLVMValueRef Tlb { get; }

    /// <summary>The guest virtual address of a place in or near the page.</summary>
    public LLVMValueRef AddressOf(int offset) => AddressOf(Ir.Constant((ulong)offset));

    /// <summary>The guest virtual address of a place whose offset is a value.</summary>
    public LLVMValueRef AddressOf(LLVMValueRef offset) => Builder.BuildAdd(pageBase, offset);

    /// <summary>Loads a field of the CPU's state.</summary>
    public LLVMValueRef LoadField(LLVMTypeRef type, int offset) => Ir.LoadField(type, state, offset);

    /// <summary>Stores to a field of the CPU's state.</summary>
    public void StoreField(LLVMValueRef value, int offset) => Ir.StoreField(value, state, offset);

    /// <summary>Stores to a field of the CPU's state what a fault may find there. Only a volatile store stays between the
    /// accesses around it: LLVM does not know that a fault reads it.</summary>
    public LLVMValueRef SaveField(LLVMValueRef value, int offset)
    {
        LLVMValueRef store = Ir.StoreField(value, state, offset);
        store.SetVolatile(true);
        return store;
    }

    /// <summary>Where a guest register is in the CPU's state.</summary>
    public int FieldOf(int register) => StateLayout.Register(File, register);

    /// <summary>The type of a guest register's value.</summary>
    public LLVMTypeRef TypeOf(int register) => File.TypeOf(register) switch
    {
        RegisterType.Float => Ir.Types.Double,
        RegisterType.Vector => Ir.Types.Vector,
        _ => Ir.Types.I64,
    };

    /// <summary>Loads a guest register from its slot.</summary>
    public LLVMValueRef LoadRegister(int register) => Builder.BuildLoad2(TypeOf(register), Slot(register));

    /// <summary>Stores a guest register to its slot.</summary>
    public void StoreRegister(int register, LLVMValueRef value) => Builder.BuildStore(value, Slot(register));

    /// <summary>Writes guest registers back to the CPU's state, from their slots.</summary>
    /// <param name="set">Which ones (<see cref="RegisterSet"/>).</param>
    public void WriteBack(UInt128 set)
    {
        for (; set != 0; set &= set - 1)
        {
            int register = RegisterSet.First(set);
            StoreField(LoadRegister(register), FieldOf(register));
        }
    }

    /// <summary>Sets the count of retired instructions that the state does not have yet to 0.</summary>
    public void ClearCount() => Builder.BuildStore(Ir.Constant(0), uncounted);

    /// <summary>Counts instructions that have retired. User mode does not: the count would cost each loop a
    /// register.</summary>
    public void Count(int instructions)
    {
        if (IsDirect) return;
        LLVMValueRef before = Builder.BuildLoad2(Ir.Types.I64, uncounted);
        Builder.BuildStore(Builder.BuildAdd(before, Ir.Constant((ulong)instructions)), uncounted);
    }

    /// <summary>Adds retired instructions to the state's count: those that the slot has, and more.</summary>
    public void PublishCount(LLVMValueRef more)
    {
        if (IsDirect) return;
        LLVMValueRef carried = Builder.BuildLoad2(Ir.Types.I64, uncounted);
        LLVMValueRef all = Builder.BuildAdd(carried, more);
        LLVMValueRef before = LoadField(Ir.Types.I64, StateLayout.InstructionsRetired);
        StoreField(Builder.BuildAdd(before, all), StateLayout.InstructionsRetired);
    }

    /// <summary>Whether no other thread has requested anything of the CPU, as <c>i1</c>.</summary>
    public LLVMValueRef NothingIsRequested()
    {
        LLVMValueRef requests = LoadField(Ir.Types.I32, StateLayout.Requests);
        requests.SetVolatile(true);
        return Ir.IsEqual(requests, Ir.Constant32(0));
    }

    /// <summary>Calls a helper.</summary>
    /// <param name="helper">Which one.</param>
    /// <param name="result">The type of its result.</param>
    /// <param name="arguments">Behind the CPU's state, which every helper takes first.</param>
    public LLVMValueRef Call(HelperId helper, LLVMTypeRef result, params ReadOnlySpan<LLVMValueRef> arguments)
    {
        LLVMValueRef[] all = [state, .. arguments];
        LLVMTypeRef[] parameters = Array.ConvertAll(all, argument => argument.TypeOf);
        LLVMValueRef table = LoadField(Ir.Types.Pointer, StateLayout.Helpers);
        LLVMValueRef function = Ir.LoadField(Ir.Types.Pointer, table, (int)helper * sizeof(ulong));
        LLVMValueRef call = Builder.BuildCall2(LLVMTypeRef.CreateFunction(result, parameters), function, all);
        // Called from everywhere: it keeps the integer registers, so that nothing need be saved around it.
        if (helper == HelperId.Fill) call.SetInstructionCallConv(LLVMCallConv.LLVMPreserveMostCallConv);
        return call;
    }

    private LLVMValueRef Slot(int register)
    {
        if (registers[register] == default)
        {
            LLVMBasicBlockRef here = Builder.InsertBlock;
            Builder.PositionBefore(Tlb);
            registers[register] = Builder.BuildAlloca(TypeOf(register));
            Builder.PositionAtEnd(here);
        }

        return registers[register];
    }
}
