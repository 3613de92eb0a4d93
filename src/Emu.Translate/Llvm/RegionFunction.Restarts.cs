using Emu.Llvm;
using Emu.Translate.Abi;

namespace Emu.Translate.Llvm;

/// <content>
/// Exact faults. An access that faults need not find all registers in the CPU's state: the interpreter executes again
/// from the last restart point, and faults at the right instruction. So one is needed only between a side effect, which
/// must not be executed twice, and the next access. What has been loaded meanwhile may have changed when it is loaded
/// again: nothing computed from the first value has left the registers. Behind a restart point there is then one side
/// effect at most, the last thing that is executed; or a group of stores through one register, with no load and no
/// other side effect among them. Those of a group that have been done are told from the one that faulted by their
/// addresses (<see cref="RestartPlace.GroupMark"/>).
/// </content>
internal sealed partial class RegionFunction
{
    // Whether the block being written has done something since its last restart point that must not be done twice, and
    // whether it has accessed memory at all; before its first access, isPastSideEffect says nothing.
    private bool isPastSideEffect, hasAccessed;

    // Registers that the block has written since its last restart point.
    private UInt128 changed;

    // Preheaders of loops, by the loop's head.
    private readonly Dictionary<GuestBlock, GuestBlock> preheaders = [];

    // The base register of the group of stores that is open, or 0.
    private int groupBase;

    // Notes that the instruction has changed memory or the CPU's state, and so must not be executed twice.
    private void NoteSideEffect()
    {
        EndGroup();
        NoteStore();
    }

    // Notes a plain store; the next store through the same register can share its restart point.
    private void NoteStore()
    {
        EndCheckpoint();
        isPastSideEffect = hasAccessed = true;
    }

    private void EndGroup() => groupBase = 0;

    private bool IsInGroup() => groupBase != 0 && instruction.IsStore && instruction.Decoded.B == groupBase;

    // Adds a restart point before an access, where one is needed.
    private void RestartHere()
    {
        if (IsInGroup()) return;
        EndGroup();
        if (!hasAccessed || isPastSideEffect) AddRestart();
    }

    private void AddRestart()
    {
        bool isFirst = !hasAccessed;
        // A group cannot begin at a restart point that may be left out, nor at a run, which is stored at its end only.
        bool beginsGroup = !isFirst && instruction.IsStore && !runs.ContainsKey(instruction.Offset);
        LLVMValueRef mark = MarkRestart(instruction.Offset | (beginsGroup ? RestartPlace.GroupMark : 0));
        block.Restarts.Add(new RestartPoint(mark, block.Written, changed, [.. current], isFirst));
        groupBase = beginsGroup ? instruction.Decoded.B : 0;
        hasAccessed = true;
        isPastSideEffect = false;
        changed = 0;
        BeginCheckpoint();
    }

    private void BeginRestartsOfBlock()
    {
        isPastSideEffect = hasAccessed = false;
        changed = 0;
        EndGroup();
    }

    private void EndRestartsOfBlock()
    {
        block.HasAccessed = hasAccessed;
        block.IsPastSideEffect = isPastSideEffect;
        block.Changed = changed;
    }

    // The block before a loop that may have a restart point, so that those inside need not save what was written
    // earlier.
    private GuestBlock PreheaderOf(GuestBlock head)
    {
        if (preheaders.TryGetValue(head, out GuestBlock? made)) return made;
        made = new GuestBlock(head.Offset) { Code = Ir.NewBlock() };
        made.Successors.Add(head);
        preheaders.Add(head, made);
        Builder.PositionAtEnd(made.Code);
        Builder.BuildBr(head.Code);
        return made;
    }

    private IEnumerable<GuestBlock> AllBlocks => shape.Blocks.Concat(preheaders.Values);

    private void PlaceRestarts()
    {
        FindSideEffects();
        UsePreheaders();
        FindUnsavedRegisters();
        foreach (GuestBlock each in AllBlocks) PlaceRestarts(each);
    }

    // Adds restart points to the preheaders of loops that need one inside; often those inside are not needed any more
    // then.
    private void UsePreheaders()
    {
        foreach ((GuestBlock head, GuestBlock preheader) in preheaders)
        {
            bool isWanted = shape.Blocks.Any(
                each => each.Offset >= head.Offset && each.Offset <= head.LoopEnd!.Offset && each.Restarts.Exists(each.Needs));
            if (!isWanted) continue;
            Builder.PositionBefore(preheader.Code.Terminator);
            preheader.Restarts.Add(new RestartPoint(
                MarkRestart(head.Offset), 0, 0, new LLVMValueRef[file.Count], IsFirst: false));
            preheader.HasAccessed = true;
        }

        foreach (GuestBlock each in AllBlocks) each.IsReachedPastSideEffect = false;
        FindSideEffects();
    }

    private LLVMValueRef MarkRestart(int place) => SaveField(Ir.Constant32((uint)place), StateLayout.FaultOffset);

    // Only a volatile store stays between the accesses around it: what a fault finds is nothing that LLVM knows to be read.
    private LLVMValueRef SaveField(LLVMValueRef value, int offset)
    {
        LLVMValueRef store = Ir.StoreField(value, state, offset);
        store.SetVolatile(true);
        return store;
    }

    private void PlaceRestarts(GuestBlock source)
    {
        UInt128 unsaved = source.UnsavedIn;
        foreach (RestartPoint point in source.Restarts)
        {
            unsaved |= point.Changed;
            if (source.Needs(point))
            {
                Save(source, point, unsaved);
                unsaved = 0;
            }
            else
            {
                point.Mark.InstructionEraseFromParent();
            }
        }
    }

    // Finds the blocks that are reached with a side effect behind the last restart point. An entry is a restart point.
    private void FindSideEffects()
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (GuestBlock each in AllBlocks)
            {
                if (!(each.HasAccessed ? each.IsPastSideEffect : each.IsReachedPastSideEffect)) continue;
                foreach (GuestBlock successor in each.Successors)
                {
                    changed |= !successor.IsReachedPastSideEffect;
                    successor.IsReachedPastSideEffect = true;
                }
            }
        }
    }

    // Finds the registers that were written, on some path to each block, since the last restart point.
    private void FindUnsavedRegisters()
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (GuestBlock each in AllBlocks)
            {
                foreach (GuestBlock successor in each.Successors)
                {
                    changed |= (each.UnsavedOut & ~successor.UnsavedIn) != 0;
                    successor.UnsavedIn |= each.UnsavedOut;
                }
            }
        }
    }

    private void Save(GuestBlock source, RestartPoint point, UInt128 unsaved)
    {
        Builder.PositionBefore(point.Mark);
        source.Used |= unsaved & ~point.Written;
        for (; unsaved != 0; unsaved &= unsaved - 1)
        {
            int index = RegisterSet.First(unsaved);
            LLVMValueRef value = point.Values[index] != default
                ? point.Values[index]
                : Builder.BuildLoad2(RegisterType(index), Slot(index));
            SaveField(value, StateLayout.Register(file, index));
        }
    }
}
