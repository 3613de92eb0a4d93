using System.Buffers.Binary;
using Emu.FloatingPoint;
using Emu.Isa;

[assembly: InstructionFormat(typeof(Emu.Guest.Arm64.Arm64Features), SpacesOperands = true)]

namespace Emu.Guest.Arm64;

/// <summary>64-bit Arm, the A64 instruction set (Arm Architecture Reference Manual for A-profile, DDI 0487).</summary>
public sealed class Arm64Architecture : GuestArchitecture
{
    /// <summary>Number of XZR, behind the 31 general registers.</summary>
    public const int ZeroRegister = 31;

    /// <summary>Number of SP.</summary>
    public const int StackPointer = 32;

    /// <summary>Numbers of the three registers that NZCV is kept in, see <c>Nzcv</c>.</summary>
    public const int FlagFirst = 33, FlagSecond = 34, FlagKindRegister = 35;

    /// <summary>Number of TPIDR_EL0.</summary>
    public const int ThreadPointer = 36;

    /// <summary>Number of the register that is not 0 while FPSR.QC is set.</summary>
    public const int Saturated = 37;

    /// <summary>Number of the register that holds FPCR but for its rounding mode, which is the CPU's state's, and beside it what of
    /// FPSR has no meaning.</summary>
    public const int FloatControl = 38;

    /// <summary>Number of the register that holds PSTATE.DIT and PSTATE.SSBS, at their bits of the registers of those
    /// names.</summary>
    public const int StateBits = 39;

    /// <summary>Number of the first of the five registers that hold the keys of pointer authentication, in the order of
    /// <see cref="PointerKey"/>.</summary>
    public const int FirstKey = 40;

    /// <summary>Number of the first of the four registers that say for the keys of addresses which bits of a pointer hold its
    /// code: none while the key is not enabled.</summary>
    public const int FirstCodeField = 45;

    /// <summary>Number of V0.</summary>
    public const int FirstVector = 49;

    /// <summary>The context of EL0, also of EL1's accesses that are checked as such.</summary>
    internal const int ProgramContext = 0;

    /// <summary>The context of EL1 that is kept from what EL0 may access (PSTATE.PAN), and of its fetches.</summary>
    internal const int KernelContext = 1;

    /// <summary>The context of EL1 that is not.</summary>
    internal const int KernelUserContext = 2;

    /// <summary>The rules of arithmetic that no program can change (A1.5).</summary>
    internal const FloatRules Arithmetic = FloatRules.PropagateNaN | FloatRules.TinyBeforeRounding
        | FloatRules.NaNConvertsToZero | FloatRules.SignallingNaNWins;

    private Arm64Architecture()
    {
    }

    /// <summary>The one object.</summary>
    public static Arm64Architecture Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "aarch64";

    /// <inheritdoc/>
    public override ushort ElfMachine => 183;

    /// <inheritdoc/>
    public override string CodeGenerator => Arm64.CodeGenerator.SourceHash;

    /// <inheritdoc/>
    public override RegisterFile Registers { get; } = new(
        [
            new RegisterBank([.. Enumerable.Range(0, 31).Select(number => $"x{number}"), "xzr"], RegisterType.Integer),
            new RegisterBank(
                [
                    "sp", "flag_a", "flag_b", "flag_kind", "tpidr", "qc", "fpcr", "state", "apia", "apib", "apda", "apdb", "apga",
                    "apia_field", "apib_field", "apda_field", "apdb_field",
                ],
                RegisterType.Integer),
            new RegisterBank([.. Enumerable.Range(0, 32).Select(number => $"v{number}")], RegisterType.Vector),
        ],
        ZeroRegister)
    {
        Discriminant = FlagKindRegister,
        FirstOfCpu = StackPointer,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<ContextKind> Contexts { get; } =
        [ContextKind.PerSpace, ContextKind.Shared, ContextKind.PerSpace];

    /// <inheritdoc/>
    public override int InstructionAlignment => sizeof(uint);

    /// <inheritdoc/>
    public override int LongestInstruction => sizeof(uint);

    /// <summary>How the code of CPUs with some features decodes.</summary>
    public static GuestIsa IsaOf(Arm64Features features) => new(Instance, new Features((ulong)features));

    /// <inheritdoc/>
    public override string Describe(Features features) => ((Arm64Features)features.Low).ToString("F");

    /// <inheritdoc/>
    public override bool TryReadFeatures(string text, out Features features)
    {
        bool known = Enum.TryParse(text, out Arm64Features read);
        features = new Features((ulong)read);
        return known;
    }

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> code, Features features, out DecodedInstruction instruction)
    {
        instruction = default;
        if (code.Length < sizeof(uint)) return 0;
        uint word = BinaryPrimitives.ReadUInt32LittleEndian(code);
        var enabled = (Arm64Features)features.Low;
        if (!Hints.HasEffect(word, enabled)) Decoder.Decode(Hints.Nop, enabled, out instruction);
        else if (Decoder.Decode(word, enabled, out instruction) && (enabled & Arm64Features.Qarma5) != 0)
            PointerKey.ChooseStandard(ref instruction);
        instruction.Raw = word;
        return sizeof(uint);
    }

    /// <inheritdoc/>
    public override string Disassemble(in DecodedInstruction instruction, ulong address, Features features) =>
        Disassembler.Disassemble(
            instruction.Raw, address, Hints.IsHint(instruction.Raw) ? Arm64Model.Implemented : (Arm64Features)features.Low);

    /// <inheritdoc/>
    public override InstructionFacts FactsOf(in DecodedInstruction instruction) => new(
        sizeof(uint),
        OperationTable.Flow((Operation)instruction.Operation),
        OperationTable.Traits(instruction),
        (byte)OperationTable.AccessSize(instruction));

    /// <inheritdoc/>
    public override FloatRules FloatRules => Arithmetic;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IGuestVisitor<TResult> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return visitor.Visit<Arm64Guest>();
    }
}
