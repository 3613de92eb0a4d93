using System.Globalization;
using System.Text;
using Emu.Isa;

namespace Emu.Monitor.Hmp;

/// <summary>Commands that look at memory, and compute.</summary>
internal static class MemoryHmp
{
    private const int BytesPerLine = 16;

    /// <summary>Items that one command prints at most.</summary>
    private const long MostItems = 1 << 16;

    /// <summary>The commands of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("x", "/fmt addr", "virtual memory dump starting at 'addr'", (call, arguments) => Dump(call, arguments, isPhysical: false)),
        new("xp", "/fmt addr", "physical memory dump starting at 'addr'", (call, arguments) => Dump(call, arguments, isPhysical: true)),
        new("print|p", "/fmt expr", "print expression value (use $reg for CPU register access)", Print),
        new("memsave", "addr size file", "save to disk virtual memory dump starting at 'addr' of size 'size'",
            (call, arguments) => Save(call, arguments, "memsave", ("cpu-index", call.CpuIndex))),
        new("pmemsave", "addr size file", "save to disk physical memory dump starting at 'addr' of size 'size'",
            (call, arguments) => Save(call, arguments, "pmemsave", ("cpu-index", null))),
        new("dumpdtb", "filename", "dump the FDT in dtb format to 'filename'", (call, arguments) =>
        {
            string path = arguments.TakeWord("filename");
            arguments.End();
            call.Ask("dumpdtb", ("filename", path));
            call.PrintLine($"info: dtb dumped to {path}");
        }),
        new("gva2gpa", "addr", "print the guest physical address corresponding to a guest virtual address", Translate),
    ];

    /// <summary>The value of a register of the call's CPU, which stands still.</summary>
    public static ulong? ReadRegister(HmpCall call, string name)
    {
        foreach ((string names, ulong value, _) in call.Monitors.Settings.ReadRegisters(call.Cpu))
            if (names.Split('/').Contains(name)) return value;
        return null;
    }

    private static void Save(HmpCall call, HmpArguments arguments, string command, (string, object?) cpu)
    {
        (long address, long size) = call.Machine.WhileStopped(() =>
            (arguments.TakeNumber(name => ReadRegister(call, name)), arguments.TakeNumber(name => ReadRegister(call, name))));
        string path = arguments.TakeWord("filename");
        arguments.End();
        call.Ask(command, ("val", address), ("size", size), ("filename", path), cpu);
    }

    private static void Print(HmpCall call, HmpArguments arguments)
    {
        DumpFormat format = DumpFormat.Read(arguments.TakeFormat(), new DumpFormat(1, 'x', 8));
        long value = call.Machine.WhileStopped(() => arguments.TakeNumber(name => ReadRegister(call, name)));
        arguments.End();
        call.PrintLine(format.Letter switch
        {
            'o' => value == 0 ? "0" : $"0{Convert.ToString(value, 8)}",
            'u' => ((ulong)value).ToString(CultureInfo.InvariantCulture),
            'd' => value.ToString(CultureInfo.InvariantCulture),
            'c' => DumpFormat.Quote((byte)value),
            'i' => throw new HmpUsageException("format 'i' is for memory"),
            _ => $"0x{value:x}",
        });
    }

    private static void Translate(HmpCall call, HmpArguments arguments) => call.Machine.WhileStopped(() =>
    {
        ulong address = (ulong)arguments.TakeNumber(name => ReadRegister(call, name));
        arguments.End();
        call.PrintLine(GuestMemory.Physical(call.Cpu, address) is { } found ? $"gpa: 0x{found.Value:x}" : "Unmapped");
        return true;
    });

    private static void Dump(HmpCall call, HmpArguments arguments, bool isPhysical)
    {
        DumpFormat format = DumpFormat.Read(arguments.TakeFormat(), new DumpFormat(1, 'x', 4));
        call.Machine.WhileStopped(() =>
        {
            ulong address = (ulong)arguments.TakeNumber(name => ReadRegister(call, name));
            arguments.End();
            if (format.Letter == 'i') Disassemble(call, format.Count, address, isPhysical);
            else DumpItems(call, format, address, isPhysical);
            return true;
        });
    }

    private static void DumpItems(HmpCall call, DumpFormat format, ulong address, bool isPhysical)
    {
        int perLine = format.Letter == 'c' ? BytesPerLine : BytesPerLine / format.Size;
        StringBuilder line = new();
        Span<byte> bytes = stackalloc byte[8];
        for (long i = 0; i < Math.Min(format.Count, MostItems); i++)
        {
            if (i % perLine == 0)
            {
                if (i != 0) call.PrintLine(line.ToString());
                line.Clear().Append(CultureInfo.InvariantCulture, $"{address:x16}:");
            }

            bytes.Clear();
            if (!GuestMemory.Read(call.Cpu, address, bytes[..format.Size], isPhysical))
            {
                call.PrintLine($"{line} Cannot access memory");
                return;
            }

            line.Append(' ').Append(format.Write(BitConverter.ToUInt64(bytes)));
            address += (ulong)format.Size;
        }

        if (line.Length != 0) call.PrintLine(line.ToString());
    }

    private static void Disassemble(HmpCall call, long count, ulong address, bool isPhysical)
    {
        GuestIsa isa = call.Cpu.Model.Isa;
        Span<byte> code = stackalloc byte[16];
        for (long i = 0; i < Math.Min(count, MostItems); i++)
        {
            int there = isa.Architecture.LongestInstruction;
            while (there > 0 && !GuestMemory.Read(call.Cpu, address, code[..there], isPhysical)) there -= isa.Architecture.InstructionAlignment;
            if (there <= 0)
            {
                call.PrintLine($"0x{address:x16}:  Cannot access memory");
                return;
            }

            int length = isa.Decode(code[..there], out DecodedInstruction instruction);
            string text = length > 0 ? isa.Disassemble(instruction, address) : "illegal";
            if (length <= 0) length = isa.Architecture.InstructionAlignment;
            string hex = string.Concat(code[..Math.Min(length, there)].ToArray().AsEnumerable().Reverse().Select(each => $"{each:x2}"));
            call.PrintLine($"0x{address:x16}:  {hex,-16}  {text}");
            address += (ulong)length;
        }
    }
}
