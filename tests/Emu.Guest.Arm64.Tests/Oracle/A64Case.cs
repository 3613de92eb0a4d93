using Emu.Testing;

namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>
/// A few instructions and the state of a CPU before them. The code runs at <see cref="CpuCase.CodeAddress"/>, in a page that is
/// otherwise full of breakpoints, until it meets one or a trap. The data it may touch is the page at
/// <see cref="CpuCase.MemoryAddress"/>, of which <see cref="MemorySize"/> bytes count.
/// </summary>
public sealed record A64Case
{
    /// <summary>Bytes of memory that are set and compared.</summary>
    public const int MemorySize = 256;

    /// <summary>Instructions that a case may have.</summary>
    public const int CodeCapacity = 64;

    /// <summary>The instructions.</summary>
    public required IReadOnlyList<uint> Code { get; init; }

    /// <summary>The instructions at which blocks begin that translators are told of, ascending; null when each one does.</summary>
    public IReadOnlyList<int>? Heads { get; init; }

    /// <summary>X0 to X30, and SP.</summary>
    public ulong[] X { get; init; } = new ulong[32];

    /// <summary>NZCV at its place in PSTATE.</summary>
    public ulong Flags { get; init; }

    /// <summary>FPCR.</summary>
    public uint FloatControl { get; init; }

    /// <summary>FPSR.</summary>
    public uint FloatStatus { get; init; }

    /// <summary>V0 to V31.</summary>
    public UInt128[] V { get; init; } = new UInt128[32];

    /// <summary>What the memory holds, <see cref="MemorySize"/> bytes.</summary>
    public byte[] Memory { get; init; } = new byte[MemorySize];

    /// <summary>Words and registers, for the message of a failing test.</summary>
    public override string ToString()
    {
        IEnumerable<string> code = Code.Select((word, i) => Disassembler.Disassemble(
            word, CpuCase.CodeAddress + (ulong)(4 * i), Arm64Model.Implemented).Replace('\t', ' '));
        HashSet<int> named = Code.SelectMany(word => new[] { word & 31, word >> 5 & 31, word >> 10 & 31, word >> 16 & 31 })
            .Select(number => (int)number).ToHashSet();
        IEnumerable<string> registers = X.Select((value, i) => (value, i))
            .Where(each => named.Contains(each.i)).Select(each => $"x{each.i}={each.value:x}");
        IEnumerable<string> vectors = V.Select((value, i) => (value, i)).Where(each => named.Contains(each.i))
            .Select(each => $"v{each.i}={each.value:x}");
        return $"[{string.Join("; ", code)}] nzcv={Flags >> 28:x} {string.Join(' ', registers)} {string.Join(' ', vectors)}";
    }
}
