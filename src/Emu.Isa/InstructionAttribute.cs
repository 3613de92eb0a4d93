namespace Emu.Isa;

/// <summary>
/// Makes a method a guest instruction: the one place that holds its encoding, its assembly form and its semantics.
/// The source generator writes the decoder, the dispatchers and the disassembler from these.
/// </summary>
/// <remarks>
/// <para><b>Syntax</b> is the assembly form: the mnemonic, a space, then operands in which <c>{name}</c> stands for the
/// parameter of that name, printed as its type says (see the field types). A mnemonic may contain one as well, for a
/// suffix that fields of the encoding choose (<c>amoadd.w{ordering}</c>). <c>{, name}</c> prints a comma as well, or
/// nothing when the operand has the value that goes without saying: a rounding mode that is dynamic. Text that depends on
/// several operands is a call, <c>{Index(rm,option,3)}</c>: the guest's <c>OperandText</c> has a method of that name, which
/// gets the encoded bits of parameters, or numbers.</para>
/// <para><b>Encoding</b> is a list of fields separated by spaces, most significant first, 32 or 16 bits in all:</para>
/// <list type="bullet">
/// <item><c>0110011</c>: fixed bits.</item>
/// <item><c>rd:5</c>: the whole parameter <c>rd</c>, 5 bits (bits 4 to 0 of it).</item>
/// <item><c>imm[12|10:5]:7</c>: these bits of <c>imm</c>, most significant first, as the manual writes them.</item>
/// <item><c>rd':3</c>: a compressed register field; the operand is the field plus 8.</item>
/// <item><c>rd!=0:5</c> and <c>rd!=0,2:5</c>: as <c>rd:5</c>, but the encoding does not match when the field has one of
/// these values. <c>imm!=0</c> on any one fragment of a scattered immediate excludes the value 0 of the whole
/// immediate.</item>
/// <item><c>-:4</c>: bits that are ignored.</item>
/// </list>
/// <para>A method whose body is a single expression that calls another instruction's method with its own parameters and
/// constants is an <i>alias</i>: it is decoded straight to that instruction, so that compressed forms cost nothing at
/// run time. Implicit conversions between field types (<c>UImm</c> to <c>Imm</c>, a literal to <c>Reg</c>) keep the
/// number.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InstructionAttribute(string syntax, string encoding) : Attribute
{
    /// <summary>Mnemonic and operands.</summary>
    public string Syntax { get; } = syntax;

    /// <summary>Fields, most significant first.</summary>
    public string Encoding { get; } = encoding;

    /// <summary>How the instruction moves the flow of control.</summary>
    public Flow Flow { get; init; } = Flow.Next;

    /// <summary>What translators must know of it, whatever its operands are.</summary>
    public InstructionTraits Traits { get; init; }

    /// <summary>Bytes that it accesses, with <see cref="InstructionTraits.Load"/> or
    /// <see cref="InstructionTraits.Store"/>.</summary>
    public Width AccessSize { get; init; } = Width.Double;

    /// <summary>Operands with which it is an <see cref="InstructionTraits.Call"/> too: <c>rd=1,5 imm=0</c> means that each
    /// operand has one of its values. Empty for never.</summary>
    public string CallWhen { get; init; } = "";

    /// <summary>Operands with which it is an <see cref="InstructionTraits.Return"/> too, written as
    /// <see cref="CallWhen"/>.</summary>
    public string ReturnWhen { get; init; } = "";

    /// <summary>True keeps the instruction out of the interpreter's main dispatcher, whose size is limited.</summary>
    public bool Rare { get; init; }
}
