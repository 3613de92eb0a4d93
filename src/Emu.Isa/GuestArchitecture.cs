using Emu.FloatingPoint;

namespace Emu.Isa;

/// <summary>
/// What shared projects may ask of one guest's architecture, away from hot paths. One object a guest, which has no state:
/// any thread may call.
/// </summary>
public abstract class GuestArchitecture
{
    /// <summary>The name in commands, in <c>uname</c> and in cache files, such as <c>x86_64</c>. Permanent.</summary>
    public abstract string Name { get; }

    /// <summary><c>e_machine</c> of the guest's ELF files.</summary>
    public abstract ushort ElfMachine { get; }

    /// <summary>Names what decides which code is generated for this guest, the guest's part and that which guests share:
    /// code in a cache is used under the same name only.</summary>
    public abstract string CodeGenerator { get; }

    /// <summary>Names features as cache files do: one text for each set. The texts are permanent.</summary>
    public abstract string Describe(Features features);

    /// <summary>Reads what <see cref="Describe"/> has written; false when it is not such a text, or of another
    /// version.</summary>
    public abstract bool TryReadFeatures(string text, out Features features);

    /// <summary>The registers that instructions name.</summary>
    public abstract RegisterFile Registers { get; }

    /// <summary>The contexts in which accesses are translated, at most 16, by their numbers.</summary>
    public abstract IReadOnlyList<ContextKind> Contexts { get; }

    /// <summary>Bytes to which instructions are aligned, a power of 2; those of a CPU that may fetch some and not others
    /// are checked in such pieces.</summary>
    public abstract int InstructionAlignment { get; }

    /// <summary>Bytes of the longest instruction.</summary>
    public abstract int LongestInstruction { get; }

    /// <summary>As <see cref="GuestIsa.Decode"/>.</summary>
    public abstract int Decode(ReadOnlySpan<byte> code, Features features, out DecodedInstruction instruction);

    /// <summary>As <see cref="GuestIsa.Disassemble"/>.</summary>
    public abstract string Disassemble(in DecodedInstruction instruction, ulong address, Features features);

    /// <summary>What is known of a decoded instruction.</summary>
    public abstract InstructionFacts FactsOf(in DecodedInstruction instruction);

    /// <summary>The rules of arithmetic with which a CPU begins; where there are none, there never are.</summary>
    public virtual FloatRules FloatRules => FloatRules.None;

    /// <summary>Makes what is made for each guest.</summary>
    public abstract TResult Accept<TResult>(IGuestVisitor<TResult> visitor);
}
