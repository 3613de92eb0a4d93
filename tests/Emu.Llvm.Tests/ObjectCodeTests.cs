using CsCheck;
using Emu.Llvm.CodeGeneration;

namespace Emu.Llvm.Tests;

public sealed class ObjectCodeTests
{
    private const int Cases = 20;

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(4096 + 192)]
    public void Constants_of_floating_point_are_found_wherever_the_code_lies(int offset)
    {
        ObjectCode code = Generated.Code(Modules.FloatConstants);
        using ExecutableCode function = new(code, offset);

        Assert.True(code.TextLength < code.Bytes.Length);
        Assert.Equal((2.5 * 3.25) + 0.1, function.Call(2.5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(832)]
    public void A_jump_table_is_found_wherever_the_code_lies(int offset)
    {
        ObjectCode code = Generated.Code(Modules.JumpTable(Cases));
        using ExecutableCode function = new(code, offset);

        Assert.True(code.Bytes.Length - code.TextLength >= 4 * Cases);
        for (ulong x = 0; x < Cases + 2; x++)
            Assert.Equal(Modules.JumpTableResult(Cases, x), function.Call(x));
    }

    [Fact]
    public void The_entry_comes_first_even_when_other_code_does_in_the_object()
    {
        ObjectCode code = Generated.Code("""
            define internal i64 @helper(i64 %x) noinline nounwind {
              call void asm sideeffect "", "r"(i64 %x)
              ret i64 %x
            }
            define i64 @f(i64 %x) nounwind section ".text.f" {
              %r = call i64 @helper(i64 %x)
              %s = add i64 %r, 5
              ret i64 %s
            }
            """, new CodeGenerationOptions("no-op-module", LLVMCodeGenOptLevel.LLVMCodeGenLevelDefault));
        using ExecutableCode function = new(code);

        Assert.Equal(47ul, function.Call(42ul));
    }

    [Fact]
    public void A_function_of_a_library_is_refused_by_name() =>
        Assert.Contains("strlen", Refusal(Modules.OutsideCall));

    [Fact]
    public void A_function_that_the_code_generator_calls_on_its_own_is_refused_by_name() =>
        Assert.Contains("__udivti3", Refusal(Modules.LibraryCall));

    [Fact]
    public void Memory_that_is_written_is_refused_by_name() =>
        Assert.Contains(".data", Refusal(Modules.WrittenData));

    [Fact]
    public void Zeroed_memory_that_is_written_is_refused_by_name() =>
        Assert.Contains(".bss", Refusal(Modules.WrittenData.Replace("global i64 7", "global i64 0")));

    [Fact]
    public void A_pointer_in_a_table_is_refused() =>
        Assert.Contains(".data.rel.ro", Refusal("""
            @table = internal constant [2 x ptr] [ptr @f, ptr @table]
            define i64 @f(i64 %x) nounwind {
              %p = getelementptr ptr, ptr @table, i64 %x
              %v = load i64, ptr %p
              ret i64 %v
            }
            """));

    [Fact]
    public void A_reference_through_a_global_offset_table_is_refused() =>
        Assert.Contains("elsewhere is referred to by relocation type 42", Refusal("""
            @elsewhere = external global i64
            define i64 @f(i64 %x) nounwind {
              %v = load i64, ptr @elsewhere
              ret i64 %v
            }
            """));

    [Fact]
    public void Two_functions_are_refused() =>
        Assert.Contains("several functions", Refusal(Modules.TwoFunctions));

    [Fact]
    public void An_object_without_a_function_is_refused() =>
        Assert.Contains("no function", Refusal("@x = constant i64 1"));

    [Fact]
    public void An_object_cut_off_anywhere_is_refused()
    {
        byte[] whole = Generated.Object(Modules.JumpTable(Cases));
        // The table of section headers is the last thing in the file.
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<ObjectCodeException>(() => ObjectCode.From(whole.AsSpan(0, length)));
    }

    [Fact]
    public void A_damaged_object_is_refused_or_gives_code_and_nothing_else_happens()
    {
        byte[][] objects =
            [Generated.Object(Modules.JumpTable(Cases)), Generated.Object(Modules.FloatConstants)];
        Gen<(int At, byte Value)> damage =
            Gen.Select(Gen.Int[0, int.MaxValue], Gen.OneOf(Gen.Byte, Gen.Const((byte)255)));
        Gen.Select(Gen.OneOfConst(objects), damage.Array[1, 8]).Sample(
            (original, damages) =>
            {
                byte[] damaged = [.. original];
                foreach ((int at, byte value) in damages) damaged[at % damaged.Length] = value;
                try
                {
                    ObjectCode code = ObjectCode.From(damaged);
                    Assert.InRange(code.TextLength, 1, code.Bytes.Length);
                }
                catch (ObjectCodeException e)
                {
                    Assert.NotEmpty(e.Message);
                }
            },
            iter: 20_000, print: sample => string.Join(' ', sample.Item2));
    }

    [Fact]
    public void Every_field_of_every_header_may_be_any_number()
    {
        byte[] whole = Generated.Object(Modules.JumpTable(Cases));
        int table = (int)BitConverter.ToUInt64(whole, 0x28);
        int[] headers = [.. Enumerable.Range(0, 64), .. Enumerable.Range(table, whole.Length - table)];
        byte[] values = [0, 1, 0x7F, 0x80, 0xFF];
        foreach (int at in headers)
            foreach (byte value in values)
            {
                byte[] damaged = [.. whole];
                damaged[at] = value;
                Exception? error = Record.Exception(() => ObjectCode.From(damaged));
                Assert.True(error is null or ObjectCodeException, $"byte {at} = {value}: {error}");
            }
    }

    private static string Refusal(string text)
    {
        byte[] file = Generated.Object(text);
        return Assert.Throws<ObjectCodeException>(() => ObjectCode.From(file)).Message;
    }
}
