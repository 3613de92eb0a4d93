using Emu.FloatingPoint;
using static Emu.Translate.Baseline.X64.HostFrame;

namespace Emu.Translate.Baseline.X64;

/// <summary>
/// Computes the nodes of an instruction's graph, when an effect needs them. Each is computed once, into a register that no
/// guest register needs; the last use of an operand may overwrite its register.
/// </summary>
/// <param name="code">Takes the code.</param>
/// <param name="graph">The values of the instruction.</param>
/// <param name="registers">Where values go.</param>
/// <param name="load">The load that may be among the values.</param>
/// <param name="floats">What is known of the floating-point unit.</param>
/// <param name="vectors">Where vectors are.</param>
/// <param name="numbers">Writes functions of numbers.</param>
/// <param name="cold">Takes what is seldom executed.</param>
/// <param name="shared">The code that all blocks share.</param>
/// <param name="hasFusedMultiply">The host has FMA.</param>
/// <param name="rules">The rules of the guest's arithmetic.</param>
internal sealed partial class Evaluator(
    X64Assembler code, ValueGraph graph, RegisterCache registers, PendingLoad load, FloatState floats, VectorHosts vectors,
    NumberWriter numbers, ColdSection cold, SharedCode shared, bool hasFusedMultiply, FloatRules rules)
{
    private const int NoRegister = -1;

    // The guest register that the instruction is about to write: its old value is dead after its last use.
    private int overwritten = NoRegister;

    /// <summary>Gives a guest register, not the zero, the value of a node.</summary>
    /// <param name="guest">The register.</param>
    /// <param name="node">The node.</param>
    /// <param name="isKnown">Later reads in the block will not ask for the register.</param>
    public void WriteRegister(int guest, int node, bool isKnown)
    {
        if (isKnown)
        {
            Preserve(guest);
            registers.Forget(guest);
            StoreKnown(guest, node);
            return;
        }

        overwritten = guest;
        graph[node].Uses++;
        Gpr host = Copy(node);
        overwritten = NoRegister;
        Preserve(guest);
        registers.Write(guest, host);
        if (graph[node].Kind != NodeKind.Lost) return;
        // The guest register has it now, and it is no more the value's to change.
        graph[node].Kind = NodeKind.Register;
        graph[node].Constant = guest;
        graph[node].Location = (sbyte)host;
    }

    // Keeps the old value of a guest register that is about to be written, for nodes that are computed later.
    private void Preserve(int guest)
    {
        int number = graph.FindRegister(guest);
        if (number < 0) return;
        if (graph[number].Uses == 0)
        {
            graph[number].Kind = NodeKind.Lost;
            graph[number].Location = Node.Nowhere;
            return;
        }

        Evaluate(number);
        registers.Detach(guest);
        graph[number].Kind = NodeKind.Temporary;
    }

    private void StoreKnown(int guest, int number)
    {
        if (graph.IsImmediate(number, out int immediate))
        {
            code.StoreConstant(Register(guest), sizeof(ulong), immediate);
            return;
        }

        LoadKnown(Gpr.Rax, in graph[number]);
        code.Store(Register(guest), Gpr.Rax, sizeof(ulong));
    }

    /// <summary>Computes a constant or an address in the page into a register.</summary>
    public void LoadKnown(Gpr host, in Node node)
    {
        if (node.Kind == NodeKind.Constant) code.MoveConstant(host, (ulong)node.Constant);
        else code.Lea(wide: true, host, new Memory(PageStart, checked((int)node.Constant)));
    }

    /// <summary>The host register that holds a node's value, computed now if it was not; the caller must not change
    /// it.</summary>
    /// <exception cref="LeftToNextEngineException">The instruction's body uses a value that an effect has consumed.</exception>
    public Gpr Evaluate(int number)
    {
        ref Node node = ref graph[number];
        if (node.Location == Node.Nowhere) node.Location = (sbyte)Compute(ref node);
        return (Gpr)node.Location;
    }

    /// <summary>Computes the pending load, if there is one.</summary>
    public void FinishPendingLoad()
    {
        if (load.Number != Node.Nowhere) Evaluate(load.Number);
    }

    /// <summary>Frees the register of a vector's lane that nothing else wants yet: it can be had again.</summary>
    public void ForgetLane(int number)
    {
        ref Node node = ref graph[number];
        if (node.Kind != NodeKind.VectorLane || node.Uses != 0 || node.Location == Node.Nowhere) return;
        registers.Free((Gpr)node.Location);
        node.Location = Node.Nowhere;
    }

    /// <summary>The value that a host register holds, which becomes its own.</summary>
    public BaselineValue InRegister(Gpr host)
    {
        int number = graph.Leaf(NodeKind.Temporary, 0);
        graph[number].Location = (sbyte)host;
        return new(graph, number);
    }

    private Gpr Compute(ref Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Constant or NodeKind.PageAddress:
                Gpr host = registers.Allocate();
                LoadKnown(host, in node);
                return host;
            case NodeKind.Register:
                return registers.Read((int)node.Constant);
            case NodeKind.FloatRegister:
                host = registers.Allocate();
                code.Load(host, Register((int)node.Constant), sizeof(ulong), signExtend: false);
                return host;
            case NodeKind.VectorLane:
                return Lane(in node);
            case NodeKind.Loaded:
                return load.Finish(node.Detail, signExtend: false);
            case NodeKind.Add:
                return Add(in node);
            case NodeKind.Subtract:
                return Subtract(in node);
            case NodeKind.Multiply:
                return Multiply(in node);
            case NodeKind.And:
                return And(in node);
            case NodeKind.Or:
                return Combine(in node, Alu.Or);
            case NodeKind.Xor:
                return Combine(in node, Alu.Xor);
            case NodeKind.Not:
                host = Copy(node.A);
                code.Not(wide: true, host);
                return host;
            case NodeKind.ShiftLeft:
                return ShiftBy(in node, Shift.Shl);
            case NodeKind.ShiftRightLogical:
                return ShiftBy(in node, Shift.Shr);
            case NodeKind.ShiftRightArithmetic:
                return ShiftBy(in node, Shift.Sar);
            case NodeKind.RotateRight:
                return Rotate(in node, wide: true);
            case NodeKind.RotateRightWord:
                return Rotate(in node, wide: false);
            case NodeKind.SignExtend:
                return SignExtend(in node);
            case NodeKind.ZeroExtend:
                return ZeroExtend(in node);
            case NodeKind.MultiplyHighSigned or NodeKind.MultiplyHighUnsigned:
                return MultiplyHigh(in node);
            case NodeKind.DivideSigned or NodeKind.RemainderSigned:
                return Divide(in node, signed: true, node.Kind == NodeKind.DivideSigned ? Gpr.Rax : Gpr.Rdx);
            case NodeKind.DivideUnsigned or NodeKind.RemainderUnsigned:
                return Divide(in node, signed: false, node.Kind == NodeKind.DivideUnsigned ? Gpr.Rax : Gpr.Rdx);
            case NodeKind.CountLeadingZeros or NodeKind.CountTrailingZeros or NodeKind.PopulationCount:
                return Count(in node);
            case NodeKind.ReverseBytes:
                host = Copy(node.A);
                code.ByteSwap(wide: true, host);
                return host;
            case NodeKind.Select:
                return Select(in node);
            case NodeKind.FromCondition:
                Condition holds = Test(node.A);
                host = registers.Allocate();
                code.SetCondition(holds, Gpr.Rax);
                code.MoveZeroExtended(host, Gpr.Rax, 8);
                return host;
            case NodeKind.Float:
                return FloatToRegister(in node);
            case NodeKind.Lost:
                throw new LeftToNextEngineException("it uses a value behind an effect that has used it up");
            default:
                throw new InvalidOperationException($"{node.Kind} is no value that can be computed");
        }
    }

    private Gpr Lane(in Node node)
    {
        int size = 1 << node.Detail, index = (int)node.Constant;
        Gpr host = registers.Allocate();
        if (vectors.IsInMemory(node.A, out int place))
            code.Load(host, Field(place + (index * size)), size, signExtend: false);
        else if (index == 0 && size >= sizeof(uint))
            code.MoveFromXmm(size == sizeof(ulong), host, vectors.HostOf(node.A));
        else
            code.ExtractLane(host, vectors.HostOf(node.A), size, index);
        return host;
    }

    // Counts a use that is about to be written. True when it was the last one and the register that holds the value is
    // the caller's now, to change or to free.
    private bool Consume(int number)
    {
        ref Node node = ref graph[number];
        if (--node.Uses != 0) return false;
        if (node.Kind != NodeKind.Register)
        {
            node.Location = Node.Nowhere;
            bool isComputable = node.Kind is NodeKind.Constant or NodeKind.PageAddress or NodeKind.VectorLane;
            if (!isComputable) node.Kind = NodeKind.Lost;
            return true;
        }

        Gpr host = (Gpr)node.Location;
        node.Location = Node.Nowhere;
        if (node.Constant != overwritten)
        {
            registers.Unpin(host);
            return false;
        }

        registers.Detach(overwritten);
        return true;
    }

    private bool IsDying(int number) => graph[number].Uses == 1
        && (graph[number].Kind != NodeKind.Register || graph[number].Constant == overwritten);

    /// <summary>Counts a use that has been written; frees the register after the last one.</summary>
    public void Release(int number)
    {
        var host = (Gpr)graph[number].Location;
        if (Consume(number)) registers.Free(host);
    }

    // The register for a result: the operand's own if that was its last use, else a new one.
    private Gpr ReuseOrAllocate(int operand, Gpr host) => Consume(operand) ? host : registers.Allocate();

    // A node's value in a register that the caller may change.
    private Gpr Copy(int operand)
    {
        Gpr source = Evaluate(operand);
        Gpr host = ReuseOrAllocate(operand, source);
        if (host != source) code.Move(wide: true, host, source);
        return host;
    }
}
