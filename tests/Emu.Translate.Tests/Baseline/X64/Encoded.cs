using System.Globalization;
using Emu.Translate.Baseline.X64;
using Iced.Intel;

namespace Emu.Translate.Tests.Baseline.X64;

/// <summary>An assembler on a buffer of its own, and what Iced reads back from it.</summary>
internal sealed unsafe class Encoded
{
    private const int Capacity = 4096;

    private readonly byte[] _buffer = GC.AllocateArray<byte>(Capacity, pinned: true);

    private readonly IntelFormatter _formatter = new(new FormatterOptions
    {
        NumberBase = NumberBase.Decimal,
        MemorySizeOptions = MemorySizeOptions.Always,
        SignedImmediateOperands = true,
        SpaceAfterOperandSeparator = true,
        ShowBranchSize = false,
        UsePseudoOps = false,
    });

    private readonly StringOutput _text = new();

    public X64Assembler Assembler { get; } = new();

    /// <summary>Writes one instruction and demands that Iced reads it as the text, to its last byte.</summary>
    public void Check(Action<X64Assembler> write, FormattableString expected)
    {
        Instruction instruction = One(write);
        _formatter.Format(instruction, _text);
        Assert.Equal(expected.ToString(CultureInfo.InvariantCulture), _text.ToStringAndReset(), ignoreCase: true);
    }

    /// <summary>Writes one instruction and has Iced read it.</summary>
    public Instruction One(Action<X64Assembler> write)
    {
        Begin();
        write(Assembler);
        Assert.False(Assembler.Overflowed);
        Instruction instruction = Decoder.Create(64, _buffer).Decode();
        Assert.False(instruction.IsInvalid);
        Assert.Equal(Assembler.Position, instruction.Length);
        return instruction;
    }

    public void Begin()
    {
        fixed (byte* start = _buffer)
            Assembler.Reset(start, Capacity);
    }

    /// <summary>Everything that was written since <see cref="Begin"/>, with offsets for addresses.</summary>
    public List<Instruction> All()
    {
        Assert.False(Assembler.Overflowed);
        List<Instruction> instructions = [];
        Decoder decoder = Decoder.Create(64, new ByteArrayCodeReader(_buffer, 0, Assembler.Position));
        while (decoder.IP < (ulong)Assembler.Position)
        {
            instructions.Add(decoder.Decode());
            Assert.False(instructions[^1].IsInvalid);
        }

        return instructions;
    }
}
