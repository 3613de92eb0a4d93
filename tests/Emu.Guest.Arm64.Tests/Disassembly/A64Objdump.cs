using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Emu.Guest.Arm64.Tests.Disassembly;

/// <summary>Disassembles words with binutils.</summary>
internal static class A64Objdump
{
    /// <summary>The address that <see cref="Disassemble"/> gives the first word.</summary>
    public const ulong Address = 0x1234_5678_0000;

    /// <summary>For each word the text after the raw bytes, without comments.</summary>
    public static string[] Disassemble(uint[] words)
    {
        string binary = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(binary, MemoryMarshal.AsBytes(words.AsSpan()));
            ProcessStartInfo start = new(
                "aarch64-linux-gnu-objdump",
                ["-D", "-z", "-b", "binary", "-m", "aarch64", "-M", "no-aliases", $"--adjust-vma=0x{Address:x}", binary])
            {
                RedirectStandardOutput = true,
            };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return Parse(output, words.Length);
        }
        finally
        {
            File.Delete(binary);
        }
    }

    private static string[] Parse(string output, int count)
    {
        string[] texts = new string[count];
        foreach (string line in output.Split('\n'))
        {
            string[] columns = line.Split('\t', 3);
            if (columns.Length < 3 || !columns[0].EndsWith(':')) continue;
            ulong address = ulong.Parse(columns[0].AsSpan().Trim(" :"), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            texts[(address - Address) / 4] = columns[2].Split("//")[0].Split(" ; ")[0].TrimEnd();
        }

        int missing = Array.IndexOf(texts, null);
        Assert.True(missing < 0, $"objdump printed nothing for word {missing}");
        return texts;
    }
}
