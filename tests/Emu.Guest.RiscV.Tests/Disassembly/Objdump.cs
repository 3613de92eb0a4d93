using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace Emu.Guest.RiscV.Tests.Disassembly;

/// <summary>
/// Disassembles words with binutils. Each stands alone in eight bytes filled up with <c>c.nop</c>, so that what objdump
/// takes for a longer instruction cannot swallow the next word.
/// </summary>
internal static class Objdump
{
    /// <summary>All that this emulator has and binutils 2.40 can be told of.</summary>
    private const string Architecture = "rv64gc_zba_zbb_zbs_zicboz_zicsr_zifencei";

    private const int Stride = 8;
    private const ushort CompressedNop = 0x0001;

    /// <summary>
    /// For each word the text after the raw bytes, without the comment that objdump adds when it knows an address.
    /// </summary>
    public static string[] Disassemble(IReadOnlyList<uint> words)
    {
        string folder = Directory.CreateTempSubdirectory("emu-objdump-").FullName;
        try
        {
            string binary = Path.Combine(folder, "words.bin");
            string source = Path.Combine(folder, "words.s");
            string elf = Path.Combine(folder, "words.o");
            File.WriteAllBytes(binary, Lay(words));
            File.WriteAllText(source, $".attribute arch, \"{Architecture}\"\n.text\n.incbin \"{binary}\"\n");
            Run("riscv64-linux-gnu-as", "-march=" + Architecture, "-o", elf, source);

            // Mapping symbols would make objdump take the words for data.
            Run("riscv64-linux-gnu-strip", "--strip-all", elf);
            string output = Run("riscv64-linux-gnu-objdump", "-D", "-z", "-j", ".text", "-M", "no-aliases", elf);
            return Parse(output, words.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The address that <see cref="Disassemble"/> gives the word at <paramref name="index"/>.</summary>
    public static ulong AddressOf(int index) => (ulong)index * Stride;

    private static byte[] Lay(IReadOnlyList<uint> words)
    {
        byte[] bytes = new byte[words.Count * Stride];
        for (int i = 0; i < words.Count; i++)
        {
            Span<byte> place = bytes.AsSpan(i * Stride, Stride);
            for (int half = 0; half < Stride; half += 2)
                BinaryPrimitives.WriteUInt16LittleEndian(place[half..], CompressedNop);
            if ((words[i] & 3) == 3)
                BinaryPrimitives.WriteUInt32LittleEndian(place, words[i]);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)words[i]);
        }

        return bytes;
    }

    private static string[] Parse(string output, int count)
    {
        string[] texts = new string[count];
        foreach (string line in output.Split('\n'))
        {
            string[] columns = line.Split('\t', 3);
            if (columns.Length < 3 || !columns[0].EndsWith(':'))
                continue;

            ReadOnlySpan<char> digits = columns[0].AsSpan().Trim(" :");
            ulong address = ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (address % Stride == 0 && address / Stride < (ulong)count)
                texts[address / Stride] = columns[2].Split(" #")[0].TrimEnd();
        }

        int missing = Array.IndexOf(texts, null);
        Assert.True(missing < 0, $"objdump printed nothing for word {missing}");
        return texts;
    }

    private static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)
            ?? throw new InvalidOperationException($"cannot start {program}");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} failed with status {process.ExitCode}");
        return output;
    }
}
