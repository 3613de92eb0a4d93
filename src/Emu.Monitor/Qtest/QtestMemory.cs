using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Qtest;

/// <summary>Accesses of a test to the bus, where it plays the CPU: single ones, and buffers.</summary>
internal static class QtestMemory
{
    private const string Widths = "bwlq";

    private const int MostBytes = 1 << 30;

    /// <summary>Runs a command; null when it is none of these.</summary>
    /// <exception cref="CommandException">An argument is missing, or cannot be.</exception>
    public static string? Run(Machine.Machine machine, string[] words) => words[0] switch
    {
        "readb" or "readw" or "readl" or "readq" => machine.WhileStopped(
            () => $"OK 0x{Read(machine.Memory, QtestSession.Number(words, 1), WidthOf(words[0])):x16}"),
        "writeb" or "writew" or "writel" or "writeq" => machine.WhileStopped(() => Write(
            machine.Memory, QtestSession.Number(words, 1), WidthOf(words[0]), QtestSession.Number(words, 2))),
        // No machine here has ports: they read as ones.
        "inb" or "inw" or "inl" => $"OK 0x{uint.MaxValue >> (32 - (8 * WidthOf(words[0]))):x4}",
        "outb" or "outw" or "outl" => "OK",
        "read" => $"OK 0x{Convert.ToHexStringLower(ReadAll(machine, words))}",
        "b64read" => $"OK {Convert.ToBase64String(ReadAll(machine, words))}",
        "write" => WriteAll(machine, words, FromHex(words)),
        "b64write" => WriteAll(machine, words, FromBase64(words)),
        "memset" => WriteAll(machine, words, Filled(words)),
        _ => null,
    };

    private static int WidthOf(string command) => 1 << Widths.IndexOf(command[^1], StringComparison.Ordinal);

    /// <summary>One access; where nothing answers there are zeros.</summary>
    private static ulong Read(AddressMap memory, ulong address, int size) => memory.Read(new PhysicalAddress(address), size, out ulong value) ? value : 0;

    private static string Write(AddressMap memory, ulong address, int size, ulong value)
    {
        memory.Write(new PhysicalAddress(address), size, value);
        return "OK";
    }

    private static int LengthOf(string[] words)
    {
        ulong length = QtestSession.Number(words, 2);
        return length <= MostBytes ? (int)length : throw new CommandException($"{length} bytes are too many; at most {MostBytes}");
    }

    private static byte[] ReadAll(Machine.Machine machine, string[] words)
    {
        ulong address = QtestSession.Number(words, 1);
        byte[] bytes = new byte[LengthOf(words)];
        machine.WhileStopped(() =>
        {
            Span<byte> piece = stackalloc byte[8];
            for (int done = 0; done < bytes.Length;)
            {
                int size = PieceOf(address + (ulong)done, bytes.Length - done);
                BinaryPrimitives.WriteUInt64LittleEndian(piece, Read(machine.Memory, address + (ulong)done, size));
                piece[..size].CopyTo(bytes.AsSpan(done));
                done += size;
            }

            return true;
        });
        return bytes;
    }

    private static string WriteAll(Machine.Machine machine, string[] words, byte[] bytes)
    {
        ulong address = QtestSession.Number(words, 1);
        return machine.WhileStopped(() =>
        {
            Span<byte> piece = stackalloc byte[8];
            for (int done = 0; done < bytes.Length;)
            {
                int size = PieceOf(address + (ulong)done, bytes.Length - done);
                piece.Clear();
                bytes.AsSpan(done, size).CopyTo(piece);
                Write(machine.Memory, address + (ulong)done, size, BinaryPrimitives.ReadUInt64LittleEndian(piece));
                done += size;
            }

            return "OK";
        });
    }

    /// <summary>The widest access that is aligned and that all devices take.</summary>
    private static int PieceOf(ulong address, int left)
    {
        int size = 4;
        while (size > left || (address & (ulong)(size - 1)) != 0) size >>= 1;
        return size;
    }

    private static byte[] FromHex(string[] words)
    {
        byte[] bytes = new byte[LengthOf(words)];
        if (words.Length < 4) throw new CommandException($"{words[0]} needs 3 arguments");
        string digits = words[3].StartsWith("0x", StringComparison.Ordinal) ? words[3][2..] : words[3];
        // What the text lacks stays 0.
        for (int i = 0; i < bytes.Length && (2 * i) + 1 < digits.Length; i++)
            if (!byte.TryParse(digits.AsSpan(2 * i, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out bytes[i]))
                throw new CommandException($"'{digits[(2 * i)..((2 * i) + 2)]}' is no byte in hexadecimal digits");
        return bytes;
    }

    private static byte[] FromBase64(string[] words)
    {
        if (words.Length < 4) throw new CommandException($"{words[0]} needs 3 arguments");
        try
        {
            byte[] bytes = Convert.FromBase64String(words[3]);
            Array.Resize(ref bytes, LengthOf(words));
            return bytes;
        }
        catch (FormatException)
        {
            throw new CommandException($"'{words[3]}' is not in base 64");
        }
    }

    private static byte[] Filled(string[] words)
    {
        byte[] bytes = new byte[LengthOf(words)];
        bytes.AsSpan().Fill((byte)QtestSession.Number(words, 3));
        return bytes;
    }
}
