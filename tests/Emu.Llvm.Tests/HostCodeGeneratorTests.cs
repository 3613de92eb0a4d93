using System.Diagnostics;
using Emu.Llvm.CodeGeneration;

namespace Emu.Llvm.Tests;

public sealed class HostCodeGeneratorTests
{
    private static readonly string[] Texts = [Modules.JumpTable(40), Modules.FloatConstants];

    [Fact]
    public void The_same_module_gives_the_same_code_whatever_was_generated_before()
    {
        CodeGenerationOptions[] levels = [CodeGenerationOptions.Fast, CodeGenerationOptions.Full];
        foreach (CodeGenerationOptions options in levels)
        {
            using HostCodeGenerator generator = new(options);
            byte[] first = Generate(generator, Texts[0]);
            byte[] other = Generate(generator, Texts[1]);

            Assert.Equal(first, Generate(generator, Texts[0]));
            Assert.Equal(other, Generated.Code(Texts[1], options).Bytes);
        }
    }

    [Fact]
    public void Another_process_generates_the_same_code()
    {
        foreach (string text in Texts)
        {
            string here = Convert.ToHexString(Generated.Code(text, CodeGenerationOptions.Full).Bytes);
            Assert.Equal(here, GenerateInAnotherProcess(text));
        }
    }

    [Fact]
    public void Several_threads_generate_the_same_code_at_once()
    {
        byte[] expected = Generated.Code(Texts[0]).Bytes;
        byte[][] found = new byte[4][];
        Thread[] threads =
            [.. found.Select((_, i) => new Thread(() => found[i] = Generated.Code(Texts[0]).Bytes))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        Assert.All(found, bytes => Assert.Equal(expected, bytes));
    }

    [Fact]
    public void An_error_of_the_code_generator_is_an_exception_with_its_words()
    {
        LlvmException error = Assert.Throws<LlvmException>(() => Generated.Code("""
            define i64 @f(i64 %x) nounwind {
              %r = call i64 asm "no-such-instruction $0", "=r"()
              ret i64 %r
            }
            """));
        Assert.Contains("no-such-instruction", error.Message);
    }

    [Fact]
    public void Full_optimisation_makes_other_code_than_fast_optimisation() =>
        Assert.NotEqual(
            Generated.Code(LoopText, CodeGenerationOptions.Fast).Bytes,
            Generated.Code(LoopText, CodeGenerationOptions.Full).Bytes);

    [Fact]
    public void Options_that_change_the_code_have_another_text()
    {
        Assert.NotEqual(CodeGenerationOptions.Fast.ToString(), CodeGenerationOptions.Full.ToString());
        Assert.NotEqual(
            CodeGenerationOptions.Fast.ToString(),
            (CodeGenerationOptions.Fast with { Level = LLVMCodeGenOptLevel.LLVMCodeGenLevelNone }).ToString());
    }

    private const string LoopText = """
        define i64 @f(i64 %n) nounwind {
        entry:
          br label %loop
        loop:
          %i = phi i64 [ 0, %entry ], [ %next, %loop ]
          %sum = phi i64 [ 0, %entry ], [ %more, %loop ]
          %more = add i64 %sum, %i
          %next = add i64 %i, 1
          %done = icmp uge i64 %next, %n
          br i1 %done, label %exit, label %loop
        exit:
          ret i64 %more
        }
        """;

    private static byte[] Generate(HostCodeGenerator generator, string text)
    {
        using LLVMContextRef context = generator.CreateContext();
        using LLVMModuleRef module = context.ParseIR(text);
        generator.Prepare(module);
        return generator.Generate(module).Bytes;
    }

    private static string GenerateInAnotherProcess(string text)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardInput.Write(text);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
