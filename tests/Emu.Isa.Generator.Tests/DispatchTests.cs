namespace Emu.Isa.Generator.Tests;

public sealed class DispatchTests
{
    private const uint Main = 0x00a00003;
    private const uint Rare = 0x00b00013;
    private const uint Branch = 0x00c00023;
    private const uint RareSystem = 0x00d00033;
    private const uint Illegal = 0x00000043;

    private readonly GeneratedCode _code = GeneratorRun.Of("""
        [Instruction("main {imm}", "imm:12 00000 000 00000 0000011")]
        public static void Main(ref E e, Imm imm) => e.Jump(imm.Value);
        [Instruction("rare {imm}", "imm:12 00000 000 00000 0010011", Rare = true)]
        public static void Rare(ref E e, Imm imm) => e.Jump(imm.Value);
        [Instruction("branch {imm}", "imm:12 00000 000 00000 0100011", Flow = Flow.Branch)]
        public static void Branch(ref E e, Imm imm) => e.Jump(imm.Value);
        [Instruction("system {imm}", "imm:12 00000 000 00000 0110011", Flow = Flow.System, Rare = true)]
        public static void RareSystem(ref E e, Imm imm) => e.Jump(imm.Value);
        """).Load();

    [Fact]
    public void Instructions_that_go_on_stay_in_the_block_until_its_end() =>
        Assert.Equal("10; 11; 10; falls through; end of block; stopped at the end", _code.Interpret(Main, Rare, Main));

    [Theory]
    [InlineData(Branch, "12")]
    [InlineData(RareSystem, "13")]
    [InlineData(Illegal, "illegal")]
    public void Instructions_that_move_the_flow_of_control_end_the_block(uint word, string effect)
    {
        string after = "end of block; 10; falls through; end of block; stopped at the end";
        Assert.Equal($"10; {effect}; {after}", _code.Interpret(Main, word, Main));
    }

    [Theory]
    [InlineData(Main, "10; goes on")]
    [InlineData(Rare, "11; goes on")]
    [InlineData(Branch, "12; ends")]
    [InlineData(RareSystem, "13; ends")]
    [InlineData(Illegal, "illegal; ends")]
    public void A_single_instruction_tells_whether_it_ends_the_block(uint word, string effect) =>
        Assert.Equal(effect, _code.Execute(word));
}
