using Microsoft.CodeAnalysis;

namespace Emu.Isa.Generator.Tests;

public sealed class DiagnosticTests
{
    private const string Rest = "00000 000 00000 0110011";

    [Theory]
    [InlineData("EMU001", "0000000 rs:5 00x00 000 00000 0110011", "Reg rs")]
    [InlineData("EMU001", "0000000 rs 00000 000 00000 0110011", "Reg rs")]
    [InlineData("EMU001", "rs!=zero:12 " + Rest, "Imm rs")]
    [InlineData("EMU001", "rs[4:x]:12 " + Rest, "Imm rs")]
    [InlineData("EMU001", "rs[0:11]:12 " + Rest, "Imm rs")]
    [InlineData("EMU001", "rs[99:88]:12 " + Rest, "Imm rs")]
    [InlineData("EMU001", "000000000 rs':3 " + Rest, "Shamt rs")]
    [InlineData("EMU002", "0000000 rs:4 " + Rest, "Reg rs")]
    [InlineData("EMU002", "0000000 rs:5 0110011", "Reg rs")]
    [InlineData("EMU003", "0000000 rs:5 00000 000 00000 0110001", "Reg rs")]
    [InlineData("EMU003", "00000000000 rs:5", "Reg rs")]
    [InlineData("EMU003", "000000000 rs:5 11", "Reg rs")]
    [InlineData("EMU004", "0000000 rs:5 00000 000 rd:5 0110011", "Reg rs")]
    [InlineData("EMU005", "0000000 rs:5 " + Rest, "Reg rs, Reg rd")]
    [InlineData("EMU006", "rs[11:0]:12 rs[4:0]:5 000 00000 0110011", "Imm rs")]
    [InlineData("EMU007", "rs[10:0]:12 " + Rest, "Imm rs")]
    [InlineData("EMU007", "rs[12:0]:12 " + Rest, "Imm rs")]
    [InlineData("EMU008", "000000 rs:6 " + Rest, "Reg rs")]
    [InlineData("EMU009", "0000000 rs:5 " + Rest, "int rs")]
    [InlineData("EMU010", "a:6 b:6 00000 000 00000 0110011", "Imm a, Imm b")]
    [InlineData("EMU010", "a:2 b:2 c:2 d:2 f:2 g:2 " + Rest, "Reg a, Reg b, Reg c, Reg d, Reg f, Imm g")]
    [InlineData("EMU011", "0000000 rs:5 " + Rest, "in Reg rs")]
    [InlineData("EMU015", "00000000000 rs!=0,1:1 " + Rest, "Reg rs")]
    public void Encodings_that_make_no_sense_are_errors(string id, string encoding, string parameters) =>
        AssertReports(id, $$"""
            [Instruction("thing", "{{encoding}}")]
            public static void Thing(ref E e, {{parameters}}) => e.Jump(0);
            """);

    [Theory]
    [InlineData("{rd} thing")]
    [InlineData("")]
    [InlineData("thing {rx}")]
    [InlineData("thing {Sum(rd,rx)}")]
    [InlineData("thing {rd")]
    [InlineData("thing{, rd}")]
    public void Assembly_forms_that_cannot_be_printed_are_errors(string syntax) =>
        AssertReports("EMU012", $$"""
            [Instruction("{{syntax}}", "0000000 rd:5 00000 000 00000 0110011")]
            public static void Thing(ref E e, Reg rd) => e.Jump(0);
            """);

    [Theory]
    [InlineData("private static void Thing(ref E e)")]
    [InlineData("public static int Thing(ref E e)")]
    [InlineData("public static void Thing(E e)")]
    [InlineData("public static void Thing()")]
    [InlineData("public static void Thing<T>(ref E e)")]
    public void Methods_that_cannot_be_dispatched_are_errors(string signature) =>
        AssertReports("EMU011", $$"""
            [Instruction("thing", "0000000 00000 00000 000 00000 0110011")]
            {{signature}} => throw null!;
            """);

    [Fact]
    public void Two_instructions_of_one_name_are_an_error() =>
        AssertReports("EMU013", """
            [Instruction("thing", "0000000 00000 00000 000 00000 0110011")]
            public static void Thing(ref E e) => e.Jump(0);
            [Instruction("thing {rd}", "0000001 rd:5 00000 000 00000 0110011")]
            public static void Thing(ref E e, Reg rd) => e.Jump(0);
            """);

    [Fact]
    public void A_name_that_the_enumeration_needs_itself_is_an_error() =>
        AssertReports("EMU013", """
            [Instruction("thing", "0000000 00000 00000 000 00000 0110011")]
            public static void Illegal(ref E e) => e.Jump(0);
            """);

    [Fact]
    public void A_special_case_that_is_not_excluded_is_an_overlap()
    {
        const string Special = """
            [Instruction("special", "0000000 00000 00000 000 00000 0110011")]
            public static void Special(ref E e) => e.Jump(0);
            """;
        const string General = """
            [Instruction("general {rd}", "0000000 rd:5 00000 000 00000 0110011")]
            public static void General(ref E e, Reg rd) => e.Jump(0);
            """;
        Diagnostic overlap = AssertReports("EMU014", Special + General);
        Assert.Contains("0x00000033", overlap.GetMessage());
        Assert.Empty(GeneratorRun.Of(Special + General.Replace("rd:5", "rd!=0:5")).Reported);
    }

    [Fact]
    public void An_alias_with_a_constant_that_does_not_fit_is_an_error() =>
        AssertReports("EMU016", """
            [Instruction("real {rd}", "0000000 rd:5 00000 000 00000 0110011")]
            public static void Real(ref E e, Reg rd) => e.Jump(0);
            [Instruction("alias", "0000001 00000 00000 000 00000 0110011")]
            public static void Alias(ref E e) => Real(ref e, 32);
            """);

    [Fact]
    public void Aliases_of_each_other_are_an_error() =>
        AssertReports("EMU016", """
            [Instruction("one", "0000000 00000 00000 000 00000 0110011")]
            public static void One(ref E e) => Two(ref e);
            [Instruction("two", "0000001 00000 00000 000 00000 0110011")]
            public static void Two(ref E e) => One(ref e);
            """);

    [Theory]
    [InlineData("Rare = true")]
    [InlineData("Flow = Flow.Jump")]
    public void Properties_that_an_alias_takes_from_its_target_are_an_error(string property) =>
        AssertReports("EMU017", $$"""
            [Instruction("alias", "0000001 00000 00000 000 00000 0110011", {{property}})]
            public static void Alias(ref E e) => Real(ref e);
            [Instruction("real", "0000000 00000 00000 000 00000 0110011", {{property}})]
            public static void Real(ref E e) => e.Jump(0);
            """);

    [Fact]
    public void An_error_in_one_instruction_leaves_the_others_alone()
    {
        GeneratorRun run = GeneratorRun.Of("""
            [Instruction("bad", "0")]
            public static void Bad(ref E e) => e.Jump(0);
            [Instruction("good", "0000001 00000 00000 000 00000 0110011")]
            public static void Good(ref E e) => e.Jump(0);
            """);
        Assert.Contains("Good,", run.Sources["Operation.g.cs"]);
        Assert.Empty(run.CompilerDiagnostics);
    }

    /// <summary>The first report, which must be the expected one and stand at an attribute.</summary>
    private static Diagnostic AssertReports(string id, string members)
    {
        Diagnostic first = GeneratorRun.Of(members).Reported[0];
        Assert.Equal(id, first.Id);
        Assert.Equal(DiagnosticSeverity.Error, first.Severity);
        string source = GeneratorRun.InClass(members);
        Assert.StartsWith("Instruction(", source[first.Location.SourceSpan.Start..]);
        return first;
    }
}
