using System.Buffers.Binary;
using Emu.Isa;

[assembly: InstructionFormat(typeof(Emu.Guest.RiscV.Extensions), LongWhen = "11")]

namespace Emu.Guest.RiscV;

/// <summary>64-bit RISC-V.</summary>
public sealed class RiscVArchitecture : GuestArchitecture
{
    /// <summary>The context of supervisor mode that may access user pages (<c>mstatus.SUM</c>); the others are numbered as
    /// the privilege modes are.</summary>
    internal const int SupervisorUserContext = 2;

    /// <summary>Number of f0 in the register file.</summary>
    public const int FirstFloat = 32;

    private RiscVArchitecture()
    {
    }

    /// <summary>The one object.</summary>
    public static RiscVArchitecture Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "riscv64";

    /// <inheritdoc/>
    public override ushort ElfMachine => 243;

    /// <inheritdoc/>
    public override string CodeGenerator => RiscV.CodeGenerator.SourceHash;

    /// <inheritdoc/>
    public override string Describe(Features features) => ((Extensions)features.Low).ToString("F");

    /// <inheritdoc/>
    public override bool TryReadFeatures(string text, out Features features)
    {
        bool known = Enum.TryParse(text, out Extensions extensions);
        features = FeaturesOf(extensions);
        return known;
    }

    /// <summary>How the code of harts with some extensions decodes.</summary>
    public static GuestIsa IsaOf(Extensions extensions) => new(Instance, FeaturesOf(extensions));

    /// <summary>Extensions as the set that shared projects carry.</summary>
    public static Features FeaturesOf(Extensions extensions) => new((uint)extensions);

    /// <inheritdoc/>
    public override RegisterFile Registers { get; } = new(
        [
            new RegisterBank([.. Enumerable.Range(0, 32).Select(number => $"x{number}")], RegisterType.Integer),
            new RegisterBank([.. Enumerable.Range(0, 32).Select(number => $"f{number}")], RegisterType.Float),
        ],
        RiscVGuest.ZeroRegister);

    /// <inheritdoc/>
    public override int InstructionAlignment => sizeof(ushort);

    /// <inheritdoc/>
    public override int LongestInstruction => sizeof(uint);

    /// <inheritdoc/>
    public override IReadOnlyList<ContextKind> Contexts { get; } =
        [ContextKind.PerSpace, ContextKind.Shared, ContextKind.PerSpace, ContextKind.Untranslated];

    /// <summary>The context of a privilege mode, without <c>mstatus.SUM</c>.</summary>
    internal static int ContextOf(PrivilegeMode mode) => (int)mode;

    /// <summary>Bytes of an instruction, from its lowest 16 bits (unprivileged specification, 1.5).</summary>
    public static int LengthOf(uint raw) => (raw & 3) == 3 ? sizeof(uint) : sizeof(ushort);

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> code, Features features, out DecodedInstruction instruction)
    {
        instruction = default;
        if (code.Length < sizeof(ushort)) return 0;
        uint word = BinaryPrimitives.ReadUInt16LittleEndian(code);
        int length = LengthOf(word);
        if (code.Length < length) return 0;
        // The length stays that of the half that was read, also when another CPU stores there meanwhile.
        if (length == sizeof(uint)) word |= (uint)BinaryPrimitives.ReadUInt16LittleEndian(code[sizeof(ushort)..]) << 16;
        Decoder.Decode(word, (Extensions)features.Low, out instruction);
        return length;
    }

    /// <inheritdoc/>
    public override string Disassemble(in DecodedInstruction instruction, ulong address, Features features) =>
        Disassembler.Disassemble(instruction.Raw, address, (Extensions)features.Low);

    /// <inheritdoc/>
    public override InstructionFacts FactsOf(in DecodedInstruction instruction) => new(
        (byte)LengthOf(instruction.Raw),
        OperationTable.Flow((Operation)instruction.Operation),
        OperationTable.Traits(instruction),
        (byte)OperationTable.AccessSize(instruction));

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IGuestVisitor<TResult> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return visitor.Visit<RiscVGuest>();
    }
}
