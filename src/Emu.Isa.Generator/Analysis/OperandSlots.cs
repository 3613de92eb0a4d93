using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Analysis;

/// <summary>
/// Decides where a decoded instruction keeps each operand. Small operands take A, B, C and D in the order of the
/// parameters; a large one takes <c>Immediate</c>, of which there is one. A fifth small operand takes <c>Immediate</c>
/// when no large one has it.
/// </summary>
internal static class OperandSlots
{
    public const string Immediate = "Immediate";

    private static readonly string[] Small = ["A", "B", "C", "D"];

    /// <summary>A member of <c>DecodedInstruction</c> for each parameter, or null when they do not fit.</summary>
    public static IReadOnlyList<string>? Assign(IReadOnlyList<Parameter> parameters)
    {
        List<string> slots = [];
        int small = 0;
        bool isImmediateTaken = parameters.Any(parameter => !parameter.Type.Small);
        if (parameters.Count(parameter => !parameter.Type.Small) > 1)
            return null;

        foreach (Parameter parameter in parameters)
        {
            if (!parameter.Type.Small)
            {
                slots.Add(Immediate);
            }
            else if (small < Small.Length)
            {
                slots.Add(Small[small++]);
            }
            else if (!isImmediateTaken)
            {
                slots.Add(Immediate);
                isImmediateTaken = true;
            }
            else
            {
                return null;
            }
        }

        return slots;
    }
}
