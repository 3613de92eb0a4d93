using System.Text;

namespace Emu.Llvm.Tests;

/// <summary>Modules for the tests, as text.</summary>
internal static class Modules
{
    /// <summary>x * 3.25 + 0.1, with its constants behind the code.</summary>
    public const string FloatConstants = """
        define double @f(double %x) nounwind {
          %p = fmul double %x, 3.25
          %s = fadd double %p, 0.1
          ret double %s
        }
        """;

    /// <summary>A call of something that is not in the object.</summary>
    public const string OutsideCall = """
        declare i64 @strlen(i64)
        define i64 @f(i64 %x) nounwind {
          %r = call i64 @strlen(i64 %x)
          ret i64 %r
        }
        """;

    /// <summary>An operation that the code generator makes a call of.</summary>
    public const string LibraryCall = """
        define i128 @f(i128 %x, i128 %y) nounwind {
          %q = udiv i128 %x, %y
          ret i128 %q
        }
        """;

    /// <summary>A counter in memory of its own.</summary>
    public const string WrittenData = """
        @count = internal global i64 7
        define i64 @f(i64 %x) nounwind {
          %old = load i64, ptr @count
          %new = add i64 %old, %x
          store i64 %new, ptr @count
          ret i64 %new
        }
        """;

    /// <summary>Two functions.</summary>
    public const string TwoFunctions = """
        define i64 @f(i64 %x) nounwind {
          ret i64 %x
        }
        define i64 @g(i64 %x) nounwind {
          ret i64 0
        }
        """;

    /// <summary>
    /// A switch with a jump table: case n works out x * (2n + 3) ^ n with operations that cannot be merged with other
    /// cases', the rest is all ones.
    /// </summary>
    public static string JumpTable(int cases)
    {
        StringBuilder text = new();
        text.AppendLine("define i64 @f(i64 %x) nounwind {\n  switch i64 %x, label %other [");
        for (int i = 0; i < cases; i++) text.AppendLine($"    i64 {i}, label %c{i}");
        text.AppendLine("  ]\nother:\n  ret i64 -1");
        for (int i = 0; i < cases; i++)
        {
            string operation = (i % 3) switch { 0 => "xor", 1 => "add", _ => "sub" };
            text.AppendLine($"c{i}:\n  %m{i} = mul i64 %x, {(2 * i) + 3}");
            text.AppendLine($"  call void asm sideeffect \"\", \"r\"(i64 %m{i})");
            text.AppendLine($"  %r{i} = {operation} i64 %m{i}, {i * 1000}\n  ret i64 %r{i}");
        }

        return text.Append('}').ToString();
    }

    /// <summary>What <see cref="JumpTable"/> returns.</summary>
    public static ulong JumpTableResult(int cases, ulong x)
    {
        if (x >= (ulong)cases) return ulong.MaxValue;
        ulong product = x * ((2 * x) + 3);
        return (x % 3) switch { 0 => product ^ (x * 1000), 1 => product + (x * 1000), _ => product - (x * 1000) };
    }
}
