using Emu.Isa;

namespace Emu.Translate.Baseline;

/// <summary>
/// The values of one guest instruction while it is translated, as a graph: operands come before what uses them. Reused
/// for each instruction, so that translating allocates nothing.
/// </summary>
internal sealed class ValueGraph
{
    private const int Capacity = 256;

    // The upper half of a boxed single.
    private const long Box = unchecked((long)0xffff_ffff_0000_0000);

    private readonly Node[] nodes = new Node[Capacity];
    private int count;

    /// <summary>Writes what the instruction does with vectors.</summary>
    public HostVectors? Vectors { get; set; }

    /// <summary>A node by its number; valid until the next <see cref="Clear"/>.</summary>
    public ref Node this[int number] => ref nodes[number];

    /// <summary>Forgets all nodes.</summary>
    public void Clear() => count = 0;

    /// <summary>Adds a node without operands, that nothing uses yet.</summary>
    /// <exception cref="LeftToNextEngineException">There are too many.</exception>
    public int Leaf(NodeKind kind, long constant, byte detail = 0)
    {
        if (count == Capacity) throw new LeftToNextEngineException($"it computes more than {Capacity} values");
        ref Node node = ref nodes[count];
        node = new Node { Kind = kind, Detail = detail, Constant = constant, Location = Node.Nowhere };
        return count++;
    }

    /// <summary>Whether a place at that offset from the page's start may be a <see cref="NodeKind.PageAddress"/>, which
    /// code reaches by a displacement of 32 bits; a more distant one is a sum like any other.</summary>
    public static bool IsNearPage(long offset) => (int)offset == offset;

    /// <summary>Adds the node of a place at an offset from the page's start.</summary>
    public int PageAddress(int offset) => Leaf(NodeKind.PageAddress, offset);

    /// <summary>Adds the node of a vector's lane.</summary>
    public int VectorLane(int vector, Lanes lanes, int index)
    {
        int number = Leaf(NodeKind.VectorLane, index, (byte)lanes);
        nodes[number].A = (short)vector;
        return number;
    }

    /// <summary>Adds a node with one operand.</summary>
    public int Unary(NodeKind kind, int operand, byte detail = 0)
    {
        int number = Leaf(kind, 0, detail);
        nodes[number].A = Use(operand);
        return number;
    }

    /// <summary>Adds a node with two operands.</summary>
    public int Binary(NodeKind kind, int left, int right, byte detail = 0)
    {
        int number = Unary(kind, left, detail);
        nodes[number].B = Use(right);
        return number;
    }

    /// <summary>Adds a node with three operands.</summary>
    public int Ternary(NodeKind kind, int first, int second, int third, long constant = 0)
    {
        int number = Binary(kind, first, second);
        nodes[number].C = Use(third);
        nodes[number].Constant = constant;
        return number;
    }

    /// <summary>The node of a guest register: one for all reads in the instruction.</summary>
    public int Register(int guest)
    {
        int found = FindRegister(guest);
        return found >= 0 ? found : Leaf(NodeKind.Register, guest);
    }

    /// <summary>The node of a guest register, or -1 when the instruction has not read it.</summary>
    public int FindRegister(int guest)
    {
        for (int i = 0; i < count; i++)
            if (nodes[i].Kind == NodeKind.Register && nodes[i].Constant == guest) return i;
        return -1;
    }

    /// <summary>A comparison of two values; a constant comes second.</summary>
    public int Compare(Comparison comparison, int left, int right)
    {
        if (nodes[left].Kind != NodeKind.Constant)
            return Binary(NodeKind.Compare, left, right, (byte)comparison);
        Comparison mirrored = comparison switch
        {
            Comparison.LessSigned => Comparison.GreaterSigned,
            Comparison.LessUnsigned => Comparison.GreaterUnsigned,
            Comparison.GreaterOrEqualSigned => Comparison.LessOrEqualSigned,
            Comparison.GreaterOrEqualUnsigned => Comparison.LessOrEqualUnsigned,
            _ => comparison,
        };
        return Binary(NodeKind.Compare, right, left, (byte)mirrored);
    }

    /// <summary>The condition that holds where another one does not.</summary>
    public int Negate(int condition)
    {
        Node node = nodes[condition];
        return node.Kind == NodeKind.Compare
            ? Binary(NodeKind.Compare, node.A, node.B, (byte)(node.Detail ^ 1))
            : Unary(NodeKind.Negation, condition);
    }

    /// <summary>Whether a node is a constant that an instruction's sign-extended 32-bit immediate can be.</summary>
    public bool IsImmediate(int number, out int immediate)
    {
        immediate = (int)nodes[number].Constant;
        return nodes[number].Kind == NodeKind.Constant && immediate == nodes[number].Constant;
    }

    /// <summary>A node in the low half of which stands a number whose boxed form this one is (unprivileged
    /// specification, 14.2); -1 when it is no such thing.</summary>
    public int Boxed(int number)
    {
        Node node = nodes[number];
        bool isBoxed = node.Kind == NodeKind.Or && nodes[node.B].Kind == NodeKind.Constant
            && nodes[node.B].Constant == Box;
        return isBoxed ? node.A : -1;
    }

    /// <summary>Whether a node is the single in a floating-point register: its low half when the upper half is all
    /// ones, else the canonical NaN (unprivileged specification, 14.2).</summary>
    /// <param name="number">The node.</param>
    /// <param name="canonicalNaN">Of single precision.</param>
    /// <param name="guest">The register.</param>
    public bool IsUnboxed(int number, long canonicalNaN, out int guest)
    {
        Node node = nodes[number], half = nodes[node.B], condition = nodes[node.A];
        guest = (int)nodes[half.A].Constant;
        return node.Kind == NodeKind.Select
            && nodes[node.C].Kind == NodeKind.Constant && nodes[node.C].Constant == canonicalNaN
            && half.Kind == NodeKind.ZeroExtend && half.Detail == 32 && nodes[half.A].Kind == NodeKind.FloatRegister
            && condition.Kind == NodeKind.Compare && condition.Detail == (byte)Comparison.GreaterOrEqualUnsigned
            && condition.A == half.A
            && nodes[condition.B].Kind == NodeKind.Constant && nodes[condition.B].Constant == Box;
    }

    private short Use(int operand)
    {
        if (nodes[operand].Uses == byte.MaxValue) throw new LeftToNextEngineException("it uses one value too often");
        nodes[operand].Uses++;
        return (short)operand;
    }
}
