using System.Buffers.Binary;
using System.Text;
using Emu.Isa;

namespace Emu.Debugger;

/// <content>Registers: their bytes in the guest's order, two digits each.</content>
internal sealed partial class GdbCommands
{
    // "g" has the registers of the first feature; the others are asked for one by one.
    private int GeneralRegisters => target.Description.Features[0].Registers.Count;

    private GdbReply ReadRegisters()
    {
        StringBuilder text = new();
        for (int i = 0; i < GeneralRegisters; i++) text.Append(Read(registers[i]));
        return text.ToString();
    }

    private GdbReply WriteRegisters(string rest)
    {
        if (Hex.Bytes(rest) is not { } bytes) return Invalid;
        ReadOnlySpan<byte> left = bytes;
        for (int i = 0; i < GeneralRegisters && !left.IsEmpty; i++)
        {
            int size = registers[i].Bits / 8;
            if (left.Length < size) return Invalid;
            Write(registers[i], left[..size]);
            left = left[size..];
        }

        return Done;
    }

    private GdbReply ReadRegister(string rest) =>
        Hex.Number(rest) is { } number && number < (ulong)registers.Length ? Read(registers[number]) : Invalid;

    private GdbReply WriteRegister(string rest)
    {
        int equals = rest.IndexOf('=');
        if (equals < 0 || Hex.Number(rest.AsSpan(0, equals)) is not { } number || number >= (ulong)registers.Length)
            return Invalid;
        if (Hex.Bytes(rest.AsSpan(equals + 1)) is not { } bytes || bytes.Length != registers[number].Bits / 8) return Invalid;
        Write(registers[number], bytes);
        return Done;
    }

    private string Read(DebugRegister register)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, target.ReadRegister(current, register));
        return Hex.Of(bytes[..(register.Bits / 8)]);
    }

    // One that cannot be set is left as it is: "G" has all of them.
    private void Write(DebugRegister register, ReadOnlySpan<byte> bytes)
    {
        if (register.Write is null) return;
        Span<byte> whole = stackalloc byte[16];
        whole.Clear();
        bytes.CopyTo(whole);
        target.WriteRegister(current, register, BinaryPrimitives.ReadUInt128LittleEndian(whole));
    }
}
