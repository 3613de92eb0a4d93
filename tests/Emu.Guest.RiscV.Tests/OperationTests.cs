using System.Reflection;
using Emu.Guest.RiscV.Tests.Reference;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests;

/// <summary>Operations that mean what others make of their operands, and engines that have something better.</summary>
public sealed class OperationTests
{
    private static readonly ulong[] Edges =
    [
        .. new[] { 0, 1, 7, 8, 15, 16, 31, 32, 33, 62, 63 }.SelectMany(bit => new[] { (1ul << bit) - 1, 1ul << bit, ~(1ul << bit) }),
        ulong.MaxValue, 0x0123_4567_89ab_cdef,
    ];

    public static TheoryData<string> Rows => [.. All.Select(row => row.Name)];

    private static IEnumerable<MethodInfo> All => typeof(IValue<ReferenceValue, ReferenceCondition>)
        .GetMethods(BindingFlags.Public | BindingFlags.Static).Where(row =>
            row is { IsVirtual: true, IsAbstract: false } && row.ReturnType == typeof(ReferenceValue));

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_the_interpreter_computes_for_an_operation_is_what_its_row_says(string name)
    {
        MethodInfo row = All.Single(each => each.Name == name);
        Assert.Null(typeof(ReferenceValue).GetMethod(name));
        MethodInfo? better = typeof(NumericValue).GetMethod(name);
        if (better is null) return;
        foreach (ulong[] operands in Combinations(row.GetParameters().Length))
        {
            object expected = row.Invoke(null, [.. operands.Select(each => (object)ReferenceValue.Of(each))])!;
            object actual = better.Invoke(null, [.. operands.Select(each => (object)new NumericValue(each))])!;
            Assert.True(
                ((ReferenceValue)expected).Number == ((NumericValue)actual).Bits,
                $"{name}({string.Join(", ", operands.Select(each => $"0x{each:x}"))})");
        }
    }

    private static IEnumerable<ulong[]> Combinations(int count) => count == 0
        ? [[]]
        : Combinations(count - 1).SelectMany(first => Edges, (first, last) => (ulong[])[.. first, last]);
}
