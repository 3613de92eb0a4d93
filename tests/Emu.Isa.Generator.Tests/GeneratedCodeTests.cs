namespace Emu.Isa.Generator.Tests;

public sealed class GeneratedCodeTests
{
    private const string Add = """
        [Instruction("add {rd}, {rs1}, {rs2}", "0000000 rs2:5 rs1:5 000 rd:5 0110011")]
        public static void Add(ref E e, Reg rd, Reg rs1, Reg rs2) => e.Jump(rd.Number + rs1.Number + rs2.Number);
        """;

    private const string Addi = """
        [Instruction("addi {rd},{rs1},{imm}", "imm:12 rs1:5 000 rd:5 0010011")]
        public static void Addi(ref E e, Reg rd, Reg rs1, Imm imm) => e.Jump(imm.Value);
        """;

    private const uint AddWord = 0x003100b3;
    private const uint AddiWord = 0xfff10093;

    [Fact]
    public void No_instructions_at_all_compile()
    {
        GeneratedCode code = GeneratorRun.Of("").Load();
        Assert.Null(code.Decode(AddWord));
        Assert.Equal(["Illegal", "EndOfBlock"], code.Operations);
    }

    [Fact]
    public void Operands_are_taken_from_the_fields_that_bear_their_names()
    {
        GeneratedCode code = GeneratorRun.Of(Add + Addi).Load();
        Assert.Equal("Add 1 2 3 0 0", code.Decode(AddWord));
        Assert.Equal("Addi 1 2 0 0 -1", code.Decode(AddiWord));
    }

    [Fact]
    public void Words_that_no_encoding_matches_are_rejected_and_shown_as_data()
    {
        GeneratedCode code = GeneratorRun.Of(Add).Load();
        Assert.Null(code.Decode(AddiWord));
        Assert.Equal(".4byte\t0xfff10093", code.Disassemble(AddiWord));
        Assert.Equal(".2byte\t0x1234", code.Disassemble(0xabcd1234));
    }

    [Fact]
    public void Instructions_of_extensions_that_are_not_enabled_are_rejected()
    {
        GeneratedCode code = GeneratorRun.Of("[InstructionSet(Extensions.F)]" + Add).Load();
        Assert.Null(code.Decode(AddWord, enabled: 1));
        Assert.Null(code.Decode(AddWord, enabled: 4));
        Assert.NotNull(code.Decode(AddWord, enabled: 5));
    }

    [Fact]
    public void An_alias_is_decoded_to_its_target_and_printed_as_itself()
    {
        GeneratedCode code = GeneratorRun.Of(Addi + """
            [Instruction("c.li {rd},{imm}", "010 imm[5]:1 rd:5 imm[4:0]:5 01")]
            public static void CLi(ref E e, Reg rd, Imm imm) => Sample<E, V, W, C>.Addi(ref e, rd, 0, imm);
            """).Load();
        Assert.Equal("Addi 1 0 0 0 -31", code.Decode(0x5085));
        Assert.Equal("c.li\tx1,-31", code.Disassemble(0x5085));
        Assert.DoesNotContain("CLi", code.Operations);
    }

    [Fact]
    public void Aliases_of_aliases_and_arguments_in_another_order_lead_to_the_last_target()
    {
        GeneratedCode code = GeneratorRun.Of(Addi + """
            private const byte StackPointer = 2;
            [Instruction("c.far {rd}", "100 rd:5 000000 01")]
            public static void CFar(ref E e, Reg rd) { CNear(ref e, imm: 5, rd: rd); }
            [Instruction("c.near {rd},{imm}", "010 imm[5]:1 rd:5 imm[4:0]:5 01")]
            public static void CNear(ref E e, Reg rd, UImm imm) => Addi(ref e, rd, new Reg(StackPointer), imm);
            """).Load();
        Assert.Equal("Addi 3 2 0 0 5", code.Decode(0x8301));
    }

    [Fact]
    public void A_method_that_computes_an_argument_is_an_instruction_of_its_own()
    {
        GeneratedCode code = GeneratorRun.Of(Addi + """
            [Instruction("c.twice {rd},{imm}", "010 imm[5]:1 rd:5 imm[4:0]:5 01")]
            public static void CTwice(ref E e, Reg rd, Imm imm) => Addi(ref e, rd, 0, imm.Value * 2);
            """).Load();
        Assert.Equal("CTwice 1 0 0 0 -31", code.Decode(0x5085));
    }

    [Fact]
    public void Scattered_bits_are_put_together_and_extended_from_the_highest()
    {
        GeneratedCode code = GeneratorRun.Of("""
            [Instruction("beq {rs1},{offset}", "offset[12|10:5]:7 00000 rs1:5 000 offset[4:1|11]:5 1100011",
                Flow = Flow.Branch)]
            public static void Beq(ref E e, Reg rs1, Offset offset) => e.Jump(offset.Value);
            """).Load();
        Assert.Equal("Beq 1 0 0 0 -4096", code.Decode(0x80008063));
        Assert.Equal("Beq 1 0 0 0 2048", code.Decode(0x000080e3));
        Assert.Equal("beq\tx1,6144", code.Disassemble(0x000080e3));
        Assert.Equal(Flow.Branch, code.FlowOf("Beq"));
    }

    [Fact]
    public void Compressed_registers_are_the_field_plus_eight_and_ignored_bits_may_be_anything()
    {
        GeneratedCode code = GeneratorRun.Of(Add + """
            [Instruction("c.thing {rd}", "000 -:8 rd':3 00")]
            public static void CThing(ref E e, Reg rd) => Add(ref e, rd, rd, rd);
            """).Load();
        Assert.Equal("Add 15 15 15 0 0", code.Decode(0x1ffc));
    }

    [Fact]
    public void Excluded_values_make_room_for_special_cases()
    {
        GeneratedCode code = GeneratorRun.Of("""
            [Instruction("c.addi16sp {imm}", "011 imm[9]!=0:1 00010 imm[4|6|8:7|5]:5 01")]
            public static void CAddi16sp(ref E e, Imm imm) => e.Jump(imm.Value);
            [Instruction("c.lui {rd},{imm}", "011 imm[17]!=0:1 rd!=0,2:5 imm[16:12]:5 01")]
            public static void CLui(ref E e, Reg rd, UpperImm imm) => e.Jump(imm.Value);
            """).Load();
        Assert.Equal("CAddi16sp 0 0 0 0 32", code.Decode(0x6105));
        Assert.Equal("CLui 3 0 0 0 4096", code.Decode(0x6185));
        Assert.Null(code.Decode(0x6005));
        Assert.Null(code.Decode(0x6101));
    }

    [Fact]
    public void A_fifth_small_operand_and_optional_text_have_their_places()
    {
        GeneratedCode code = GeneratorRun.Of("""
            [Instruction("fmadd {rd},{rs1},{rs2},{rs3}{, rm}", "rs3:5 00 rs2:5 rs1:5 rm:3 rd:5 1000011")]
            public static void Fmadd(ref E e, FReg rd, FReg rs1, FReg rs2, FReg rs3, RoundingMode rm) => e.Jump(0);
            """).Load();
        Assert.Equal("Fmadd 1 2 3 4 7", code.Decode(0x203170c3));
        Assert.Equal("fmadd\tf1,f2,f3,f4", code.Disassemble(0x203170c3));
        Assert.Equal("fmadd\tf1,f2,f3,f4,0", code.Disassemble(0x203100c3));
        Assert.Null(code.Decode(0x203150c3));
        Assert.Null(code.Decode(0x203160c3));
    }

    [Fact]
    public void Operations_of_the_main_dispatcher_come_first()
    {
        GeneratorRun run = GeneratorRun.Of(Add.Replace("\")]", "\", Rare = true)]") + Addi);
        Assert.Equal(["Illegal", "EndOfBlock", "Addi", "Add"], run.Load().Operations);
        Assert.Contains(".Addi(", run.Sources["InterpreterLoop.g.cs"]);
        Assert.DoesNotContain(".Add(", run.Sources["InterpreterLoop.g.cs"]);
    }

    [Fact]
    public void Generic_methods_of_a_plain_class_are_instructions_too()
    {
        GeneratedCode code = GeneratorRun.OfSource(InPlainClass("00000000000000000000000000010011")).Load();
        Assert.Equal("Nop0 0 0 0 0 0", code.Decode(0x13, enabled: 0));
    }

    [Fact]
    public void Encodings_that_the_tree_has_tested_in_full_need_no_condition()
    {
        GeneratedCode code = GeneratorRun.OfSource(InPlainClass("-:14 00", "-:14 01")).Load();
        Assert.Equal("Nop1 0 0 0 0 0", code.Decode(0x1235, enabled: 0));
        Assert.Null(code.Decode(0x1236, enabled: 0));
    }

    [Fact]
    public void Operands_decide_whether_a_jump_is_a_call_or_a_return()
    {
        GeneratedCode code = GeneratorRun.Of("""
            [Instruction("jalr {rd},{imm}({rs1})", "imm:12 rs1:5 000 rd:5 1100111", Flow = Flow.IndirectJump,
                Traits = InstructionTraits.Store, CallWhen = "rd=1,5", ReturnWhen = "rd=0 rs1=1 imm=0")]
            public static void Jalr(ref E e, Reg rd, Reg rs1, Imm imm) => e.Jump(0);
            """).Load();
        Assert.Equal(InstructionTraits.Store | InstructionTraits.Call, code.TraitsOf(0x000082e7));
        Assert.Equal(InstructionTraits.Store | InstructionTraits.Return, code.TraitsOf(0x00008067));
        Assert.Equal(InstructionTraits.Store, code.TraitsOf(0x00408067));
        Assert.Equal(InstructionTraits.Store, code.TraitsOf(0x00010067));
    }

    [Fact]
    public void Moving_an_instruction_does_not_write_the_sources_anew()
    {
        GeneratorRun first = GeneratorRun.Of(Add + Addi);
        GeneratorRun moved = first.Again("\n\n\n" + Add + "\n\n" + Addi);
        GeneratorRun changed = moved.Again("\n\n\n" + Add + "\n\n" + Addi.Replace("imm:12", "imm[12:1]:12"));
        Assert.Contains(Microsoft.CodeAnalysis.IncrementalStepRunReason.Cached, moved.OutputReasons);
        Assert.DoesNotContain(Microsoft.CodeAnalysis.IncrementalStepRunReason.Cached, changed.OutputReasons);
    }

    /// <summary>A class without extensions or type parameters, with an instruction for each encoding.</summary>
    private static string InPlainClass(params string[] encodings) =>
        $$"""
        using Emu.Isa;
        namespace Emu.Guest.RiscV;
        internal static class Plain
        {
        {{string.Concat(encodings.Select((encoding, index) => $$"""
            [Instruction("nop", "{{encoding}}")]
            public static void Nop{{index}}<E, V, W, C>(ref E e)
                where E : struct, IEmitter<V, W, C>
                where V : struct, IValue<V, C>
                where W : struct, IVector<W, V, C>
                where C : struct, ICondition<C> => e.Jump(0);
            """))}}
        }
        """;

    [Fact]
    public void An_operand_that_the_guest_decodes_has_the_text_of_its_bits_and_the_value_that_the_guest_makes()
    {
        GeneratedCode code = GeneratorRun.Of(
            Add.Replace("Reg rs2", "Doubled rs2", StringComparison.Ordinal)).Load();
        Assert.Equal("Add 1 4 8 0 0", code.Decode(0x004200b3));
        Assert.Equal("add\tx1,x4,two times 4", code.Disassemble(0x004200b3));
    }

    [Fact]
    public void A_word_whose_operand_the_guest_does_not_accept_is_rejected()
    {
        GeneratedCode code = GeneratorRun.Of(
            Add.Replace("Reg rs2", "Doubled rs2", StringComparison.Ordinal)).Load();
        Assert.Null(code.Decode(AddWord));
        Assert.Equal(".4byte\t0x3100b3", code.Disassemble(AddWord));
    }

    [Fact]
    public void Text_may_depend_on_several_operands_and_on_numbers()
    {
        GeneratedCode code = GeneratorRun.Of(
            Add.Replace("{rs1}, {rs2}", "{Sum(rs1,rs2,30)}", StringComparison.Ordinal)).Load();
        Assert.Equal("add\tx1,35", code.Disassemble(AddWord));
    }
}
