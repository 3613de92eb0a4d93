using System.Diagnostics;

namespace Emu.Guest.RiscV.Tests;

public sealed class CsrNamesTests
{
    private const int Count = 4096;

    [Fact]
    public void Every_number_has_the_name_that_objdump_prints()
    {
        string[] expected = Disassemble();
        Assert.Equal(Count, expected.Length);
        for (int csr = 0; csr < Count; csr++) Assert.Equal(expected[csr], CsrNames.NameOrNumber(csr));
    }

    /// <summary>The name in <c>csrrs a0,NAME,zero</c> for each number.</summary>
    private static string[] Disassemble()
    {
        string file = Path.GetTempFileName();
        try
        {
            byte[] code = [.. Enumerable.Range(0, Count).SelectMany(csr => BitConverter.GetBytes((uint)csr << 20 | 0x2573))];
            File.WriteAllBytes(file, code);
            string[] arguments = ["-b", "binary", "-m", "riscv:rv64", "-M", "no-aliases", "-D", file];
            ProcessStartInfo start = new("riscv64-linux-gnu-objdump", arguments) { RedirectStandardOutput = true };
            using Process objdump = Process.Start(start)!;
            string text = objdump.StandardOutput.ReadToEnd();
            objdump.WaitForExit();
            return [.. text.Split('\n').Where(line => line.Contains("csrrs")).Select(line => line.Split(',')[1])];
        }
        finally
        {
            File.Delete(file);
        }
    }
}
