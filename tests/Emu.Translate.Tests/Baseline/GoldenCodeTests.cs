using System.Text;
using Emu.Guest.RiscV;
using Emu.Isa;
using Emu.Translate.Baseline;
using Emu.Translate.Inspection;
using Emu.Translate.Regions;

namespace Emu.Translate.Tests.Baseline;

/// <summary>
/// The host code of common guest sequences, as a file: whatever makes it better or worse shows as a difference.
/// <c>golden/guest-code.txt</c> has the guest's, a name and its words a line.
/// </summary>
public sealed class GoldenCodeTests
{
    // In the middle of a page, so that there is room for jumps both ways.
    private const int Start = 0x400;

    private static readonly GuestIsa Riscv64 = new IsaOptions().Isa;

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "golden");

    [Fact]
    public void Common_guest_code_becomes_the_golden_host_code()
    {
        StringBuilder text = new();
        foreach (string line in File.ReadAllLines(Path.Combine(Folder, "guest-code.txt")))
        {
            string[] parts = line.Split(": ");
            Append(parts[0], parts[1].Split(' '), text);
        }

        string actual = Path.Combine(Folder, "host-code.actual.txt");
        File.WriteAllText(actual, text.ToString());
        string golden = File.ReadAllText(Path.Combine(Folder, "host-code.txt"));
        Assert.True(
            golden == text.ToString(),
            $"the code has changed: compare {actual}, and copy it over the golden one if it is better");
    }

    private static void Append(string name, string[] words, StringBuilder text)
    {
        byte[] page = new byte[RegionSource.PageSize];
        int end = Start;
        foreach (string word in words)
        {
            byte[] bytes = BitConverter.GetBytes(Convert.ToUInt32(word, 16));
            bytes.AsSpan(0, word.Length / 2).CopyTo(page.AsSpan(end));
            end += word.Length / 2;
        }

        // Behind it: an instruction that every way ends at, so that nothing runs into zeros.
        BitConverter.TryWriteBytes(page.AsSpan(end), Testing.RiscVWord.Ebreak);
        text.Append($"== {name}\n");
        SortedSet<ushort> heads = [Start];
        for (int offset = Start; offset < end;)
        {
            Assert.True(GuestInstruction.TryDecode(Riscv64, page, offset, out GuestInstruction instruction));
            GuestListing.Append(offset, instruction.Decoded, Riscv64, text);
            if (instruction.Flow == Isa.Flow.Branch)
            {
                int target = offset + instruction.Decoded.Immediate;
                if (target < end) heads.Add((ushort)target);
                if (instruction.End < end) heads.Add((ushort)instruction.End);
            }

            offset = instruction.End;
        }

        byte[] code = Translate(page, [.. heads], out int length);
        HostListing.Append(code.AsSpan(0, length), length, text);
        text.Append('\n');
    }

    // Without what all blocks share, which an entry jumps to the start of when something is requested of the CPU.
    private static unsafe byte[] Translate(byte[] page, ushort[] heads, out int length)
    {
        byte[] buffer = new byte[1 << 16];
        BaselineCode code = new();
        fixed (byte* start = buffer)
            Assert.True(new BaselineTranslator(Riscv64).Translate(page, heads, start, buffer.Length, code));
        int entry = code.EntryOffsets[0];
        var decoder = Iced.Intel.Decoder.Create(64, buffer[entry..], (ulong)entry);
        decoder.Decode();
        Iced.Intel.Instruction toShared = decoder.Decode();
        Assert.Equal(Iced.Intel.Mnemonic.Jne, toShared.Mnemonic);
        length = (int)toShared.NearBranchTarget;
        return buffer;
    }
}
