using Emu.Isa.Generator.Model;
using Microsoft.CodeAnalysis;

namespace Emu.Isa.Generator.Analysis;

/// <summary>All instructions of a compilation, with aliases resolved and everything that is wrong among them.</summary>
internal sealed class InstructionSet
{
    /// <summary>Members of the operation enumeration that are no instructions.</summary>
    public static readonly IReadOnlyList<string> SpecialOperations = ["Illegal", "EndOfBlock"];

    private readonly Dictionary<string, InstructionModel> byKey = [];
    private readonly List<(InstructionModel Instruction, Problem Problem)> problems = [];

    public InstructionSet(IEnumerable<InstructionModel> instructions)
    {
        List<InstructionModel> ordered =
            [.. instructions.OrderBy(instruction => instruction.ClassName, StringComparer.Ordinal)];
        foreach (InstructionModel instruction in ordered)
            byKey[instruction.Key] = instruction;

        List<InstructionModel> operations =
            [.. ordered.Where(instruction => instruction.Alias is null && HasOwnName(instruction))];
        operations.RemoveAll(instruction => !HasFittingOperands(instruction));
        Main = [.. operations.Where(instruction => !instruction.IsRare)];
        Rare = [.. operations.Where(instruction => instruction.IsRare)];

        HashSet<string> decodable = [.. operations.Select(instruction => instruction.Key)];
        Forms = [.. ordered.Select(Resolve).OfType<DecodedForm>().Where(form => decodable.Contains(form.Target.Key))];
        FindOverlaps();
    }

    /// <summary>Operations of the interpreter's main dispatcher, in the order of their numbers.</summary>
    public IReadOnlyList<InstructionModel> Main { get; }

    /// <summary>The other operations, whose numbers follow.</summary>
    public IReadOnlyList<InstructionModel> Rare { get; }

    /// <summary>All encodings.</summary>
    public IReadOnlyList<DecodedForm> Forms { get; }

    /// <summary>What is wrong, with the instruction at whose attribute it is reported.</summary>
    public IReadOnlyList<(InstructionModel Instruction, Problem Problem)> Problems => problems;

    private bool HasOwnName(InstructionModel instruction)
    {
        InstructionModel? other = byKey.Values.FirstOrDefault(candidate =>
            candidate.Alias is null && candidate.Name == instruction.Name && candidate.Key != instruction.Key);
        if (other is null && !SpecialOperations.Contains(instruction.Name))
            return true;

        string owner = other?.ClassName ?? "the generated enumeration";
        Report(instruction, Diagnostics.DuplicateName, instruction.Name, owner);
        return other is not null && string.CompareOrdinal(instruction.Key, other.Key) < 0;
    }

    private bool HasFittingOperands(InstructionModel instruction)
    {
        if (OperandSlots.Assign(instruction.Parameters) is not null)
            return true;

        Report(instruction, Diagnostics.TooManyOperands);
        return false;
    }

    private DecodedForm? Resolve(InstructionModel instruction)
    {
        InstructionModel target = instruction;
        IReadOnlyList<AliasArgument> arguments =
            [.. instruction.Parameters.Select(parameter => new AliasArgument(parameter.Name, 0))];
        HashSet<string> seen = [instruction.Key];
        while (target.Alias is { } alias)
        {
            if (!byKey.TryGetValue(alias.Target, out InstructionModel? next))
                return null;

            if (!seen.Add(next.Key))
            {
                Report(instruction, Diagnostics.BrokenAlias, instruction.Name, next.Name, "it leads back to itself");
                return null;
            }

            IReadOnlyList<AliasArgument> passed = arguments;
            List<Parameter> parameters = [.. target.Parameters];
            arguments =
            [
                .. alias.Arguments.Select(argument => argument.Parameter is { } name
                    ? passed[parameters.FindIndex(parameter => parameter.Name == name)]
                    : argument),
            ];
            target = next;
        }

        return FindMismatch(instruction, target, arguments) is { } mismatch
            ? Fail(mismatch)
            : new(instruction, target, arguments);

        DecodedForm? Fail(string reason)
        {
            Report(instruction, Diagnostics.BrokenAlias, instruction.Name, target.Name, reason);
            return null;
        }
    }

    private static string? FindMismatch(
        InstructionModel instruction, InstructionModel target, IReadOnlyList<AliasArgument> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            Parameter parameter = target.Parameters[i];
            OperandType type = parameter.Type;
            if (arguments[i].Parameter is { } name)
            {
                if (type.Small && !instruction.ParameterNamed(name).Type.Small)
                    return $"'{name}' does not fit '{parameter.Name}'";
                continue;
            }

            long constant = arguments[i].Constant;
            bool fits = type.Signed
                ? constant is >= int.MinValue and <= int.MaxValue
                : constant >= 0 && constant <= Encoding.Ones(type.Bits);
            if (!fits)
                return $"{constant} does not fit '{parameter.Name}'";
        }

        return null;
    }

    private void FindOverlaps()
    {
        for (int i = 0; i < Forms.Count; i++)
        {
            for (int j = i + 1; j < Forms.Count; j++)
            {
                InstructionModel first = Forms[i].Instruction;
                InstructionModel second = Forms[j].Instruction;
                if (EncodingOverlap.FindCommonWord(first.Encoding, second.Encoding) is { } word)
                {
                    Report(
                        second,
                        Diagnostics.Overlap,
                        second.Mnemonic,
                        first.Mnemonic,
                        word.ToString(first.Encoding.Width == 16 ? "x4" : "x8"));
                }
            }
        }
    }

    private void Report(
        InstructionModel instruction, DiagnosticDescriptor descriptor, params string[] arguments) =>
        problems.Add((instruction, Problem.Of(descriptor, arguments)));
}
