using System.Buffers.Binary;
using Emu.Isa;

[assembly: InstructionFormat(typeof(Emu.Guest.Toy.ToyFeatures))]

namespace Emu.Guest.Toy;

/// <summary>
/// A made-up architecture that differs from RISC-V wherever engines could have taken RISC-V for granted: 15 integer
/// registers of which none is zero, a register of flags, vectors of 128 bits, instructions of one length, one context
/// without address spaces.
/// </summary>
public sealed class ToyArchitecture : GuestArchitecture
{
    /// <summary>Number of the register of flags.</summary>
    public const int Flags = 15;

    /// <summary>Number of q0.</summary>
    public const int FirstVector = 17;

    private ToyArchitecture()
    {
    }

    /// <summary>The one object.</summary>
    public static ToyArchitecture Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "toy";

    /// <inheritdoc/>
    public override ushort ElfMachine => 0xfeed;

    /// <inheritdoc/>
    public override string CodeGenerator => "toy 1";

    /// <inheritdoc/>
    public override RegisterFile Registers { get; } = new(
        [
            new RegisterBank([.. Enumerable.Range(0, 15).Select(number => $"r{number}")], RegisterType.Integer),
            new RegisterBank(["flags", "spare"], RegisterType.Integer),
            new RegisterBank([.. Enumerable.Range(0, 8).Select(number => $"q{number}")], RegisterType.Vector),
        ],
        ToyGuest.ZeroRegister);

    /// <inheritdoc/>
    public override IReadOnlyList<ContextKind> Contexts { get; } = [ContextKind.Untranslated];

    /// <inheritdoc/>
    public override int InstructionAlignment => sizeof(uint);

    /// <inheritdoc/>
    public override int LongestInstruction => sizeof(uint);

    /// <inheritdoc/>
    public override string Describe(Features features) => ((ToyFeatures)features.Low).ToString();

    /// <inheritdoc/>
    public override bool TryReadFeatures(string text, out Features features)
    {
        bool known = Enum.TryParse(text, out ToyFeatures read);
        features = new Features((ulong)read);
        return known;
    }

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> code, Features features, out DecodedInstruction instruction)
    {
        instruction = default;
        if (code.Length < sizeof(uint)) return 0;
        Decoder.Decode(BinaryPrimitives.ReadUInt32LittleEndian(code), (ToyFeatures)features.Low, out instruction);
        return sizeof(uint);
    }

    /// <inheritdoc/>
    public override string Disassemble(in DecodedInstruction instruction, ulong address, Features features) =>
        Disassembler.Disassemble(instruction.Raw, address, (ToyFeatures)features.Low);

    /// <inheritdoc/>
    public override InstructionFacts FactsOf(in DecodedInstruction instruction) => new(
        sizeof(uint),
        OperationTable.Flow((Operation)instruction.Operation),
        OperationTable.Traits(instruction),
        (byte)OperationTable.AccessSize(instruction));

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IGuestVisitor<TResult> visitor) => visitor.Visit<ToyGuest>();
}
