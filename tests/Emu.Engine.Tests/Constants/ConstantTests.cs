using CsCheck;
using Emu.Engine.Tests.Translation;
using Emu.Testing;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Constants;

/// <summary>No engine makes a 64-bit constant narrower, whatever is done with it.</summary>
public sealed class ConstantTests : IDisposable
{
    private const int BaselinePrograms = 3000, Programs = 150, OptimisedPrograms = 50;

    private readonly PlacedRunner placedInterpreter = new();
    private readonly InterpreterRunner interpreter = new();

    [Theory]
    [InlineData(OptimizationLevel.Baseline)]
    [InlineData(OptimizationLevel.Fast)]
    [InlineData(OptimizationLevel.Full)]
    public void What_is_done_with_constants_in_pages_at_the_ends_of_the_address_space_is_what_the_interpreter_does(
        OptimizationLevel level)
    {
        using PlacedRunner translated = new(level);
        Gen.Int.Array[Count(level)].Sample(
            seeds =>
            {
                foreach (int seed in seeds)
                {
                    PlacedCase program = Placed(new Random(seed));
                    string difference = translated.Run(program).DifferenceTo(placedInterpreter.Run(program));
                    Assert.True(difference.Length == 0, $"seed {seed}: {difference} after {program}");
                }
            },
            iter: 1,
            print: seeds => $"{seeds.Length} programs");
        Assert.True(translated.TranslatedInstructions > (ulong)Count(level), "nothing ran translated");
    }

    [Theory]
    [InlineData(OptimizationLevel.Baseline, MemoryAccess.Direct)]
    [InlineData(OptimizationLevel.Fast, MemoryAccess.Direct)]
    [InlineData(OptimizationLevel.Full, MemoryAccess.Direct)]
    [InlineData(OptimizationLevel.Baseline, MemoryAccess.DirectExact)]
    [InlineData(OptimizationLevel.Fast, MemoryAccess.DirectExact)]
    [InlineData(OptimizationLevel.Full, MemoryAccess.DirectExact)]
    public void What_is_done_with_constants_where_memory_is_accessed_directly_is_what_the_interpreter_does(
        OptimizationLevel level, MemoryAccess access)
    {
        using TranslatedRunner direct = new(level, access);
        Gen.Int.Array[Count(level)].Sample(
            seeds =>
            {
                CpuCase[] cases = [.. seeds.Select(seed => Unplaced(new Random(seed)))];
                CpuComparison.Check(direct, interpreter.Run(cases), cases);
            },
            iter: 1,
            print: seeds => $"{seeds.Length} programs");
    }

    public void Dispose()
    {
        interpreter.Dispose();
        placedInterpreter.Dispose();
    }

    private static int Count(OptimizationLevel level) => level switch
    {
        OptimizationLevel.Baseline => BaselinePrograms,
        OptimizationLevel.Fast => Programs,
        _ => OptimisedPrograms,
    };

    private PlacedCase Placed(Random random)
    {
        int layout = random.Next(PlacedRunner.Layouts.Length);
        PageLayout pages = PlacedRunner.Layouts[layout];
        int page = random.Next(pages.CodePages.Length);
        // Mostly near the page's start, its middle, or its end.
        int offset = random.Next(3) switch { 0 => 0, 1 => 2 * random.Next(0x700), _ => 2 * random.Next(0x600, 0x700) };
        PlacedCase empty = new(layout, page, offset, [], [], new ulong[32]);
        ConstantProgram program = new ConstantProgram(random, new ConstantPlace
        {
            Start = empty.Start,
            Capacity = 0x1000 - offset,
            CodePages = pages.CodePages,
            Data = [.. pages.DataPages.Select(each => (each, 0x1000))],
            MayFault = true,
            Interpret = (code, x) =>
            {
                PlacedCase prefix = empty with { Code = code, X = x };
                PlacedResult result = placedInterpreter.Run(prefix);
                bool isAtEnd = (result.Pc & 0xfff) == (ulong)(offset + prefix.Bytes().Length);
                return isAtEnd ? result.X : null;
            },
        }).Build();
        return empty with { Code = program.Code, Heads = [.. program.Heads], X = program.X };
    }

    private CpuCase Unplaced(Random random)
    {
        ConstantProgram program = new ConstantProgram(random, new ConstantPlace
        {
            Start = CpuCase.CodeAddress,
            Capacity = CpuCase.CodeCapacity,
            CodePages = [CpuCase.CodeAddress & ~0xffful],
            Data = [(CpuCase.MemoryAddress, CpuCase.MemorySize)],
            MayFault = false,
            Interpret = (code, x) =>
            {
                CpuCase prefix = new() { Code = [.. code], X = x };
                CpuResult result = interpreter.Run([prefix])[0];
                return result.Pc == CpuCase.CodeAddress + (ulong)prefix.CodeBytes().Length ? result.X : null;
            },
        }).Build();
        return new CpuCase { Code = program.Code, Heads = [.. program.Heads], X = program.X };
    }
}
