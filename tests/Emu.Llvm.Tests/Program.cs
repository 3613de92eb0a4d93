using Emu.Llvm.CodeGeneration;

namespace Emu.Llvm.Tests;

/// <summary>Generates code for the module on standard input and prints it in hexadecimal: what another process
/// makes of the same.</summary>
internal static class Program
{
    private static void Main()
    {
        ObjectCode code = Generated.Code(Console.In.ReadToEnd(), CodeGenerationOptions.Full);
        Console.WriteLine(Convert.ToHexString(code.Bytes));
    }
}
