using System.Numerics;

namespace Emu.Linux.Abi;

/// <summary>A set of signals as the kernel keeps it: bit N - 1 stands for signal N.</summary>
public readonly record struct SignalSet(ulong Bits)
{
    /// <summary>Bytes of a set in memory, which calls that take one ask for.</summary>
    public const ulong Size = 8;

    /// <summary>What no program can block, ignore or handle.</summary>
    public static readonly SignalSet Unblockable = Of(SignalNumber.Kill) | Of(SignalNumber.Stop);

    /// <summary>Signals that an instruction of the program causes; delivered before all others.</summary>
    public static readonly SignalSet Synchronous = Of(SignalNumber.SegmentationFault) | Of(SignalNumber.Bus)
        | Of(SignalNumber.IllegalInstruction) | Of(SignalNumber.Trap) | Of(SignalNumber.FloatingPoint)
        | Of(SignalNumber.BadCall);

    public bool IsEmpty => Bits == 0;

    /// <summary>The member that is delivered first; the set is not empty.</summary>
    public int First
    {
        get
        {
            SignalSet preferred = this & Synchronous;
            return BitOperations.TrailingZeroCount(preferred.IsEmpty ? Bits : preferred.Bits) + 1;
        }
    }

    public static SignalSet Of(int signal) => new(1UL << (signal - 1));

    public bool Contains(int signal) => (Bits >> (signal - 1) & 1) != 0;

    /// <summary>Without what the other has.</summary>
    public SignalSet Except(SignalSet other) => new(Bits & ~other.Bits);

    public static SignalSet operator |(SignalSet left, SignalSet right) => new(left.Bits | right.Bits);

    public static SignalSet operator &(SignalSet left, SignalSet right) => new(left.Bits & right.Bits);
}
