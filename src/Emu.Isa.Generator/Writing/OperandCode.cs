using Emu.Isa.Generator.Analysis;
using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Writing;

/// <summary>Expressions that take operands out of words and decoded instructions.</summary>
internal static class OperandCode
{
    /// <summary>The field's bits in <c>word</c>, as a <c>uint</c>.</summary>
    public static string Field(EncodedOperand operand)
    {
        string[] parts = [.. operand.Fragments.Select(Part)];
        return parts.Length == 1 ? parts[0] : $"({string.Join(" | ", parts)})";
    }

    /// <summary>
    /// The operand's value in <c>word</c>: a <c>byte</c> for small types, an <c>int</c> for large ones.
    /// </summary>
    public static string Value(InstructionModel instruction, string name)
    {
        OperandType type = instruction.ParameterNamed(name).Type;
        if (!type.IsDecoded) return Encoded(instruction, name);
        string value = $"OperandDecoding.{type.Name}({Field(instruction.EncodedOperandNamed(name))})";
        return type.Small ? $"(byte){value}" : value;
    }

    /// <summary>The same before <c>OperandDecoding</c> makes another number of it.</summary>
    public static string Encoded(InstructionModel instruction, string name)
    {
        EncodedOperand operand = instruction.EncodedOperandNamed(name);
        OperandType type = instruction.ParameterNamed(name).Type;
        string field = Field(operand);
        if (operand.IsCompressed)
            field = $"({field} + 8)";
        if (type.Signed)
            return $"Decoder.SignExtend({field}, {operand.Bits})";
        return type.Small ? $"(byte){field}" : $"(int){field}";
    }

    /// <summary>
    /// The operands of <c>i</c>, a decoded <paramref name="instruction"/>, as a list of arguments behind the emitter.
    /// </summary>
    public static string Arguments(InstructionModel instruction, string access)
    {
        IReadOnlyList<string> slots = OperandSlots.Assign(instruction.Parameters) ?? [];
        return string.Concat(instruction.Parameters.Zip(
            slots, (parameter, slot) => $", {Argument(parameter, access + slot, slot)}"));
    }

    private static string Argument(Parameter parameter, string value, string slot)
    {
        return parameter.Type.Small && slot == OperandSlots.Immediate ? $"(byte){value}" : value;
    }

    private static string Part(Fragment fragment)
    {
        string mask = $"0x{Encoding.Ones(fragment.Width):x}";
        string bits = (fragment.WordLow, fragment.Width) switch
        {
            (0, _) => $"(word & {mask})",
            var (low, width) when low + width == 32 => $"(word >> {low})",
            var (low, _) => $"(word >> {low} & {mask})",
        };
        return fragment.ValueLow == 0 ? bits : $"({bits} << {fragment.ValueLow})";
    }
}
