using System.Globalization;
using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Reading;

/// <summary>Checks that an instruction's parameters and the operands of its encoding fit each other.</summary>
internal static class OperandChecker
{
    private const int CompressedRegisterBits = 3;

    public static void Check(Encoding encoding, List<Parameter> parameters, List<Problem> problems)
    {
        foreach (Parameter parameter in parameters.Where(p => encoding.Operands.All(operand => operand.Name != p.Name)))
            problems.Add(Problem.Of(Diagnostics.UnusedParameter, parameter.Name));

        foreach (EncodedOperand operand in encoding.Operands)
        {
            Parameter? parameter = parameters.Find(candidate => candidate.Name == operand.Name);
            if (parameter is null)
                problems.Add(Problem.Of(Diagnostics.UnknownParameter, operand.Name));
            else
                Check(operand, parameter, problems);
        }
    }

    private static void Check(EncodedOperand operand, Parameter parameter, List<Problem> problems)
    {
        OperandType type = parameter.Type;
        if (operand.Bits > type.Bits)
        {
            problems.Add(Problem.Of(
                Diagnostics.OperandTooWide, operand.Name, Text(operand.Bits), type.Name, Text(type.Bits)));
        }

        if (operand.IsCompressed && !(type.IsRegister && operand.Bits == CompressedRegisterBits))
        {
            problems.Add(Problem.Of(
                Diagnostics.MalformedEncoding, operand.Name + "'", "only a register of 3 bits can be compressed"));
        }

        int free = operand.Fragments.Sum(fragment => fragment.Width);
        if (free <= 16 && operand.Excluded.Count(value => (value & ~ValueMask(operand)) == 0) == 1 << free)
            problems.Add(Problem.Of(Diagnostics.Unreachable, operand.Name));
    }

    private static uint ValueMask(EncodedOperand operand) =>
        operand.Fragments.Aggregate(0u, (mask, fragment) => mask | fragment.ValueMask);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
