using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;

namespace Emu.Translate.Llvm;

/// <summary>Decides which restart points a region keeps, when all its blocks are written, and writes what they
/// save.</summary>
internal static class RestartPlacer
{
    /// <summary>Writes the code of those that are needed, removes the others, and notes in their blocks which registers that
    /// uses.</summary>
    /// <returns>The registers that the state does not have at a block's beginning and end.</returns>
    public static RegisterFlow Place(RegionFrame frame, RegionGraph graph)
    {
        UsePreheaders(frame, graph, NeededRestarts.Find(graph.Blocks));
        HashSet<RestartPoint> needed = NeededRestarts.Find(graph.Blocks);
        RegisterFlow unsaved = UnsavedRegisters.Find(graph.Blocks, needed);
        foreach (FlowBlock each in graph.Blocks) Place(frame, each, needed, unsaved.AtStart(each));
        return unsaved;
    }

    // Adds restart points to the preheaders of loops that need one inside; often those inside are not needed any more
    // then.
    private static void UsePreheaders(RegionFrame frame, RegionGraph graph, HashSet<RestartPoint> needed)
    {
        FlowBlock[] restarting = [.. graph.Blocks.Where(each => each.Restarts.Exists(needed.Contains))];
        foreach ((FlowBlock head, FlowBlock preheader) in graph.Preheaders)
        {
            if (!restarting.Any(each => each.Offset >= head.Offset && each.Offset <= head.LoopEnd)) continue;
            frame.Builder.PositionBefore(preheader.Code.Terminator);
            LLVMValueRef mark = frame.SaveField(frame.Ir.Constant32((uint)head.Offset), StateLayout.FaultOffset);
            preheader.Restarts.Add(new RestartPoint(mark, new LLVMValueRef[frame.File.Count]));
            preheader.HasAccessed = true;
        }
    }

    private static void Place(RegionFrame frame, FlowBlock source, HashSet<RestartPoint> needed, UInt128 unsaved)
    {
        foreach (RestartPoint point in source.Restarts)
        {
            unsaved |= point.Changed;
            if (needed.Contains(point))
            {
                Save(frame, source, point, unsaved);
                unsaved = 0;
            }
            else
            {
                point.Mark.InstructionEraseFromParent();
            }
        }
    }

    private static void Save(RegionFrame frame, FlowBlock source, RestartPoint point, UInt128 unsaved)
    {
        frame.Builder.PositionBefore(point.Mark);
        source.Used |= unsaved & ~point.Written;
        for (; unsaved != 0; unsaved &= unsaved - 1)
        {
            int index = RegisterSet.First(unsaved);
            LLVMValueRef value = point.Values[index] != default ? point.Values[index] : frame.LoadRegister(index);
            frame.SaveField(value, frame.FieldOf(index));
        }
    }
}
