namespace Emu.Translate.Baseline.X64;

/// <summary>
/// The load of an instruction of which only the memory operand is known yet, so that its one instruction can extend as its
/// use wants. There is one at most: whoever begins another access, or changes <see cref="HostFrame.HostAddress"/>, finishes
/// it before. The registers of its operand stay as they are until the instruction's end, at which it is made all the
/// same if nothing wanted it.
/// </summary>
internal sealed class PendingLoad(X64Assembler code, RegisterCache registers, ValueGraph graph)
{
    private Memory operand;

    /// <summary>Its node, or <see cref="Node.Nowhere"/> when no load is pending.</summary>
    public int Number { get; private set; } = Node.Nowhere;

    /// <summary>Begins a block: the instruction before may have ended without its end.</summary>
    public void Clear() => Number = Node.Nowhere;

    /// <summary>Adds the node of a load.</summary>
    /// <param name="from">Where it loads from.</param>
    /// <param name="bits">How much.</param>
    /// <returns>The node.</returns>
    public int Begin(Memory from, int bits)
    {
        operand = from;
        return Number = graph.Leaf(NodeKind.Loaded, 0, (byte)bits);
    }

    /// <summary>Loads into a new register.</summary>
    public Gpr Finish(int bits, bool signExtend)
    {
        Number = Node.Nowhere;
        Gpr value = registers.Allocate();
        code.Load(value, operand, bits / 8, signExtend);
        return value;
    }

    /// <summary>Makes a load whose result nothing wanted: it may fault.</summary>
    public void FinishUnused()
    {
        if (Number == Node.Nowhere) return;
        code.Load(Gpr.Rax, operand, graph[Number].Detail / 8, signExtend: false);
        Number = Node.Nowhere;
    }
}
