using System.Numerics;
using Emu.Llvm;

namespace Emu.Engine.Translator;

/// <content>
/// Exact faults. An access that faults need not find all registers in the hart's state: the interpreter executes again
/// from the last restart point, and faults at the right instruction. So one is needed only between a side effect, which
/// must not be executed twice, and the next access. What has been loaded meanwhile may have changed when it is loaded
/// again: nobody has seen the difference.
/// </content>
internal sealed partial class RegionFunction
{
    // Bytes that stores through one register reach and still can be done twice, when nothing was loaded meanwhile.
    private const int GroupReach = 128;

    // Of the block that is being written: since its last restart point something was done that must not be done twice;
    // and whether it has accessed memory, before which that is not known.
    private bool isPastSideEffect, hasAccessed;

    // Registers that the block has written since, and whether it has loaded since, before which that is not known.
    private ulong changed;
    private bool hasLoaded;

    // Ways into loops, by the loop's head.
    private readonly Dictionary<GuestBlock, GuestBlock> preheaders = [];

    // The group of stores that is open: its base register, or 0, and the first one's distance from it.
    private int groupBase, groupStart;

    // An instruction changes what others see, or what itself has read.
    private void NoteSideEffect()
    {
        EndCheckpoint();
        isPastSideEffect = hasAccessed = true;
    }

    // After a store through a register: with the next ones through it, it can be done again from this restart point.
    private void NoteStore()
    {
        NoteSideEffect();
        if (IsInGroup()) return;
        groupBase = hasLoaded || !instruction.IsStore ? 0 : instruction.Decoded.B;
        groupStart = instruction.Decoded.Immediate;
    }

    private bool IsInGroup() => groupBase != 0 && instruction.IsStore && instruction.Decoded.B == groupBase
        && Math.Abs(instruction.Decoded.Immediate - groupStart) < GroupReach;

    // Before an access.
    private void RestartHere()
    {
        if (IsInGroup()) return;
        groupBase = 0;
        if (!hasAccessed || isPastSideEffect) AddRestart();
        hasLoaded |= !instruction.IsStore;
    }

    private void AddRestart()
    {
        block.Restarts.Add(new RestartPoint(
            MarkRestart(instruction.Offset), block.Written, changed, [.. current], IsFirst: !hasAccessed));
        hasLoaded = !hasAccessed;
        hasAccessed = true;
        isPastSideEffect = false;
        changed = 0;
        BeginCheckpoint();
    }

    private void BeginRestartsOfBlock()
    {
        isPastSideEffect = hasAccessed = hasLoaded = false;
        changed = 0;
        groupBase = 0;
    }

    private void EndRestartsOfBlock()
    {
        block.HasAccessed = hasAccessed;
        block.IsPastSideEffect = isPastSideEffect;
        block.Changed = changed;
    }

    // Before a loop is a place for a restart point, so that those in it need not save what was written before it.
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

    // Where something in a loop needs a restart point. Often nothing does any more then.
    private void UsePreheaders()
    {
        foreach ((GuestBlock head, GuestBlock preheader) in preheaders)
        {
            bool isWanted = shape.Blocks.Any(
                each => each.Offset >= head.Offset && each.Offset <= head.LoopEnd!.Offset && each.Restarts.Exists(each.Needs));
            if (!isWanted) continue;
            Builder.PositionBefore(preheader.Code.Terminator);
            preheader.Restarts.Add(new RestartPoint(
                MarkRestart(head.Offset), 0, 0, new LLVMValueRef[RegisterSet.Count], IsFirst: false));
            preheader.HasAccessed = true;
        }

        foreach (GuestBlock each in AllBlocks) each.IsReachedPastSideEffect = false;
        FindSideEffects();
    }

    private LLVMValueRef MarkRestart(int offset) =>
        Ir.StoreField(Ir.Constant32((uint)offset), state, StateLayout.FaultOffset);

    private void PlaceRestarts(GuestBlock source)
    {
        ulong unsaved = source.UnsavedIn;
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

    // Blocks that are reached with a side effect behind the last restart point. An entry is one itself.
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

    // Registers written on some way since the last restart point.
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

    private void Save(GuestBlock source, RestartPoint point, ulong unsaved)
    {
        Builder.PositionBefore(point.Mark);
        source.Used |= unsaved & ~point.Written;
        for (; unsaved != 0; unsaved &= unsaved - 1)
        {
            int index = BitOperations.TrailingZeroCount(unsaved);
            LLVMValueRef value = point.Values[index] != default
                ? point.Values[index]
                : Builder.BuildLoad2(RegisterType(index), Slot(index));
            Ir.StoreField(value, state, StateLayout.Register(index));
        }
    }
}
