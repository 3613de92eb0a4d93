using Emu.Isa;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm.Passes;

/// <summary>Pass: to which blocks of a region a function in it probably returns. Its return address is compared with theirs
/// before the jump cache is asked.</summary>
internal static class FunctionReturns
{
    /// <summary>For each block that returns, those behind the calls that reach it, in the order of the calls.</summary>
    public static Dictionary<GuestBlock, HashSet<GuestBlock>> Find(RegionShape shape)
    {
        Dictionary<GuestBlock, HashSet<GuestBlock>> returns = [];
        foreach (GuestBlock caller in shape.Blocks)
        {
            GuestInstruction call = caller.Last;
            if (!call.IsCall || call.Flow != Flow.Jump || shape.Find(call.Offset + call.Decoded.Immediate) is not { } callee
                || shape.Find(call.End) is not { } next)
                continue;
            foreach (GuestBlock end in EndsOf(callee, shape))
            {
                if (!returns.TryGetValue(end, out HashSet<GuestBlock>? targets)) returns.Add(end, targets = []);
                targets.Add(next);
            }
        }

        return returns;
    }

    // The blocks that return from a function, as far as it is in the region. A call inside of it comes back.
    private static List<GuestBlock> EndsOf(GuestBlock callee, RegionShape shape)
    {
        List<GuestBlock> ends = [];
        HashSet<GuestBlock> seen = [];
        Stack<GuestBlock> rest = new([callee]);
        while (rest.TryPop(out GuestBlock? each))
        {
            if (!seen.Add(each)) continue;
            GuestInstruction last = each.Last;
            if (last.IsReturn) ends.Add(each);
            if (last.Flow is Flow.Branch || (last.Flow is Flow.Jump && !last.IsCall))
                Push(last.Offset + last.Decoded.Immediate);
            if (last.Flow is Flow.Branch or Flow.Next or Flow.System || last.IsCall) Push(last.End);
        }

        return ends;

        void Push(int offset)
        {
            if (shape.Find(offset) is { } next) rest.Push(next);
        }
    }
}
