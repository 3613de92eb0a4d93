using System.Reflection;

namespace Emu.Isa.Generator.Tests;

/// <summary>A loaded assembly of generated code, called by name.</summary>
internal sealed class GeneratedCode(Assembly assembly)
{
    private const uint AllExtensions = 7;

    private static readonly string[] Members = ["Operation", "A", "B", "C", "D", "Immediate"];

    /// <summary>
    /// The decoded operation and operands, such as <c>Add 1 2 3 0 0</c> for A to D and the immediate; null when
    /// rejected.
    /// </summary>
    public string? Decode(uint word, uint enabled = AllExtensions)
    {
        object?[] arguments = [word, Extensions(enabled), null];
        bool accepted = (bool)Method("Decoder", "Decode").Invoke(null, arguments)!;
        object decoded = arguments[2]!;
        IEnumerable<object> members = Members.Select(name => decoded.GetType().GetField(name)!.GetValue(decoded)!);
        string text = string.Join(' ', members.Skip(1).Prepend(Enum.ToObject(Type("Operation"), members.First())));
        Assert.Equal(accepted, !text.StartsWith("Illegal", StringComparison.Ordinal));
        return accepted ? text : null;
    }

    /// <summary>The assembly text at address 0x1000.</summary>
    public string Disassemble(uint word) =>
        (string)Method("Disassembler", "Disassemble").Invoke(null, [word, 0x1000UL, Extensions(AllExtensions)])!;

    /// <summary>The flow of the operation with this name.</summary>
    public Flow FlowOf(string operation) =>
        (Flow)Method("OperationTable", "Flow").Invoke(null, [Enum.Parse(Type("Operation"), operation)])!;

    /// <summary>What translators must know of the instruction that a word is.</summary>
    public InstructionTraits TraitsOf(uint word)
    {
        object?[] arguments = [word, Extensions(AllExtensions), null];
        Method("Decoder", "Decode").Invoke(null, arguments);
        return (InstructionTraits)Method("OperationTable", "Traits").Invoke(null, [arguments[2]])!;
    }

    /// <summary>The names of all operations in the order of their numbers.</summary>
    public string[] Operations => Enum.GetNames(Type("Operation"));

    /// <summary>
    /// What the interpreter's loop did with a program of these words, as <see cref="RecordingEngine"/> tells it.
    /// </summary>
    public string Interpret(params uint[] words) => (string)Method("Machine", "Interpret").Invoke(null, [words])!;

    /// <summary>What the execution of one word did, as <see cref="RecordingEngine"/> tells it.</summary>
    public string Execute(uint word) => (string)Method("Machine", "Execute").Invoke(null, [word])!;

    private object Extensions(uint enabled) => Enum.ToObject(Type("Extensions"), enabled);

    private MethodInfo Method(string type, string name) => Type(type).GetMethod(name)!;

    private Type Type(string name) => assembly.GetType("Emu.Guest.RiscV." + name, throwOnError: true)!;
}
