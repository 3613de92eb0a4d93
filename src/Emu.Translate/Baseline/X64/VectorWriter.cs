using System.Runtime.Intrinsics;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Translate.Baseline.X64;

/// <summary>Writes operations on vectors: as host instructions, or as a call of the helper, which takes its operands from
/// memory and leaves the result there.</summary>
/// <param name="code">Takes the code.</param>
/// <param name="graph">The values of the instruction.</param>
/// <param name="registers">Where integer values are.</param>
/// <param name="hosts">Where vectors are.</param>
/// <param name="values">Computes integer operands.</param>
/// <param name="floats">What is known of floating point.</param>
/// <param name="numbers">Writes functions of numbers.</param>
/// <param name="cold">Takes code that is seldom executed.</param>
/// <param name="shared">The code that all blocks share.</param>
internal sealed partial class VectorWriter(
    X64Assembler code, ValueGraph graph, RegisterCache registers, VectorHosts hosts, Evaluator values, FloatState floats,
    NumberWriter numbers, ColdSection cold, SharedCode shared)
    : HostVectors
{
    public override int Constant(Vector128<byte> bits)
    {
        if (hosts.FindConstant(bits) is >= 0 and var known) return known;
        hosts.Begin();
        Xmm host = hosts.New();
        (ulong low, ulong high) = (bits.AsUInt64()[0], bits.AsUInt64()[1]);
        if ((low | high) == 0)
        {
            code.Vector(VectorOpcode.Xor, host, host, host);
        }
        else if ((low & high) == ulong.MaxValue)
        {
            code.Vector(VectorOpcode.EqualWord, host, host, host);
        }
        else
        {
            code.MoveConstant(Gpr.Rax, low);
            code.MoveToXmm(wide: true, host, Gpr.Rax);
            if (high == low) code.Vector(VectorOpcode.BroadcastDouble, host, 0, host);
            else if (high != 0) InsertConstant(host, high);
        }

        return hosts.AddConstant(bits, hosts.Add(host));
    }

    public override int Create(BaselineValue low, BaselineValue high)
    {
        hosts.Begin();
        int first = low.In(graph), second = high.In(graph);
        bool isShort = high.IsConstant(out long upper) && upper == 0;
        if (IsHalf(first, out int vector, out int half))
        {
            if (isShort && half == 0) return Unary(VectorOpcode.LowHalf, vector);
            if (IsHalf(second, out int other, out int otherHalf)) return SelectHalves(vector, half, other, otherHalf);
        }

        Gpr lower = values.Evaluate(first), higher = isShort ? default : values.Evaluate(second);
        Xmm host = hosts.New();
        code.MoveToXmm(wide: true, host, lower);
        if (!isShort) code.InsertLane(host, higher, sizeof(ulong), 1);
        int number = hosts.Add(host);
        BecomeLane(first, number, Lanes.Double, 0);
        if (!isShort) BecomeLane(second, number, Lanes.Double, 1);
        return number;
    }

    public override int Duplicate(Lanes lanes, BaselineValue value)
    {
        hosts.Begin();
        int node = value.In(graph);
        Gpr lane = values.Evaluate(node);
        Xmm host = hosts.New();
        code.MoveToXmm(wide: true, host, lane);
        code.Vector(BroadcastOf(lanes), host, 0, host);
        int number = hosts.Add(host);
        BecomeLane(node, number, lanes, 0);
        return number;
    }

    public override BaselineValue Get(Lanes lanes, int vector, int index) =>
        new(graph, graph.VectorLane(vector, lanes, index));

    public override int With(Lanes lanes, int vector, int index, BaselineValue value)
    {
        hosts.Begin();
        int node = value.In(graph);
        if (lanes == Lanes.Double && IsHalf(node, out int other, out int half))
            return index == 0 ? SelectHalves(other, half, vector, 1) : SelectHalves(vector, 0, other, half);
        Gpr lane = values.Evaluate(node);
        Xmm source = hosts.HostOf(vector), host = hosts.New();
        code.Move(host, source);
        code.InsertLane(host, lane, 1 << (int)lanes, index);
        int number = hosts.Add(host);
        BecomeLane(node, number, lanes, index);
        return number;
    }

    public override int Apply(VectorOperation operation, Lanes lanes, int first, int second, int third, int immediate)
    {
        int written = Write(operation, lanes, first, second, third, immediate);
        return written != None
            ? written
            : CallHelper(
                HelperArguments.Vector(operation, lanes, immediate), VectorOperations.OperandsOf(operation), first, second,
                third);
    }

    private int CallHelper(uint packed, int operands, int first, int second, int third)
    {
        values.FinishPendingLoad();
        int a = hosts.PlaceOf(first);
        int b = operands > 1 ? hosts.PlaceOf(second) : a;
        int c = operands > 2 ? hosts.PlaceOf(third) : a;
        hosts.Save();
        int result = hosts.NewPlace();
        shared.CallVectorHelper(packed, HelperArguments.Places(a, b, c, result));
        return hosts.AddAt(result);
    }

    private int SelectHalves(int low, int lowHalf, int high, int highHalf) =>
        WithByte(VectorOpcode.SelectHalves, low, high, lowHalf | (highHalf << 1));

    private void InsertConstant(Xmm host, ulong high)
    {
        code.MoveConstant(Gpr.Rax, high);
        code.InsertLane(host, Gpr.Rax, sizeof(ulong), 1);
    }

    // Whether a node is half of a vector, and in no integer register yet.
    private bool IsHalf(int number, out int vector, out int half)
    {
        ref Node node = ref graph[number];
        (vector, half) = (node.A, (int)node.Constant);
        return node.Kind == NodeKind.VectorLane && node.Detail == (byte)Lanes.Double && node.Location == Node.Nowhere;
    }

    // A value that a lane has now, and nothing else wants yet, needs no register: it is found again in the lane.
    private void BecomeLane(int number, int vector, Lanes lanes, int index)
    {
        ref Node node = ref graph[number];
        if (node.Uses != 0 || node.Kind == NodeKind.Register) return;
        bool isWhole = lanes == Lanes.Double || (node.Kind == NodeKind.Loaded && node.Detail == 8 << (int)lanes);
        if (!isWhole && node.Kind is not (NodeKind.VectorLane or NodeKind.Constant)) return;
        registers.Free((Gpr)node.Location);
        node.Location = Node.Nowhere;
        if (node.Kind is NodeKind.VectorLane or NodeKind.Constant) return;
        node.Kind = NodeKind.VectorLane;
        node.Detail = (byte)lanes;
        node.A = (short)vector;
        node.Constant = index;
    }

    private static VectorOpcode BroadcastOf(Lanes lanes) => lanes switch
    {
        Lanes.Byte => VectorOpcode.BroadcastByte,
        Lanes.Half => VectorOpcode.BroadcastHalf,
        Lanes.Word => VectorOpcode.BroadcastWord,
        _ => VectorOpcode.BroadcastDouble,
    };
}
