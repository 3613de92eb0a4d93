using Emu.Core.Time;
using Emu.Linux.Abi;
using Emu.Linux.Processes;
using Emu.Linux.Syscalls;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;

namespace Emu.Guest.RiscV.Linux;

/// <summary>
/// <c>riscv_hwprobe</c>: a program asks what the harts can do (Linux, Documentation/arch/riscv/hwprobe.rst). All harts are
/// the same, so that every set of them has the same answer.
/// </summary>
internal static class HardwareProbe
{
    private const long UnknownKey = -1;
    private const long VendorKey = 0, ArchitectureKey = 1, ImplementationKey = 2, BaseKey = 3, ExtensionKey = 4;
    private const long MisalignedKey = 5, ZeroBlockKey = 6, HighestAddressKey = 7, TimeFrequencyKey = 8, MisalignedScalarKey = 9;
    private const long MisalignedVectorKey = 10, ThreadKey = 11;
    private const ulong BaseInstructions = 1, ZeroBlockSize = 64;

    /// <summary>Misaligned accesses of scalars are as fast as several of bytes, or faster; there are no vectors.</summary>
    private const ulong MisalignedFast = 3, MisalignedUnsupported = 4;

    private const ulong WhichProcessors = 1;
    private const ulong MostProcessorBytes = 1024, MostPairs = 4096, PairSize = 16;

    /// <summary>Bits of the key of extensions: those that a hart may have.</summary>
    private static readonly (Extensions Extension, int Bit)[] ExtensionBits =
    [
        (Extensions.F | Extensions.D, 0), (Extensions.C, 1), (Extensions.Zba, 3), (Extensions.Zbb, 4), (Extensions.Zbs, 5),
        (Extensions.Zicboz, 6), (Extensions.Zicond, 35), (Extensions.Zicntr, 50),
        // Parts of C and A, and instructions that are hints.
        (Extensions.C, 43), (Extensions.C | Extensions.D, 45), (Extensions.A, 56), (Extensions.A, 57),
        (Extensions.I, 29), (Extensions.I, 36),
    ];

    /// <summary>The call's row.</summary>
    public static SyscallRow Row { get; } = By(258, "riscv_hwprobe", Probe, Pointer, Size, Size, Pointer, Hex);

    private static long Probe(LinuxThread thread, SyscallArguments a) => a[4] switch
    {
        0 => FillValues(thread, a),
        WhichProcessors => FindProcessors(thread, a),
        _ => -Errno.InvalidArgument,
    };

    /// <summary>Gives each key its value; a key that is not known becomes -1.</summary>
    private static long FillValues(LinuxThread thread, SyscallArguments a)
    {
        // Without a set all processors are meant; one that names none is an error.
        if (a[2] != 0 || a[3] != 0)
        {
            Span<byte> set = stackalloc byte[(int)Math.Min(a[2], MostProcessorBytes)];
            if (!thread.Process.Memory.TryRead(a[3], set)) return -Errno.BadAddress;
            if (!set.ContainsAnyExcept((byte)0)) return -Errno.InvalidArgument;
        }

        return Each(thread, a, (ref Pair pair) =>
        {
            if (Find(thread, pair.Key) is { } value) pair.Value = value;
            else (pair.Key, pair.Value) = (UnknownKey, 0);
            return true;
        });
    }

    /// <summary>Leaves those processors in the set that have all of the values.</summary>
    private static long FindProcessors(LinuxThread thread, SyscallArguments a)
    {
        if (a[2] == 0 || a[3] == 0) return -Errno.InvalidArgument;
        Span<byte> set = stackalloc byte[(int)Math.Min(a[2], MostProcessorBytes)];
        if (!thread.Process.Memory.TryRead(a[3], set)) return -Errno.BadAddress;
        bool hasAll = true;
        long result = Each(thread, a, (ref Pair pair) =>
        {
            ulong? own = Find(thread, pair.Key);
            if (own is null) (pair.Key, pair.Value) = (UnknownKey, 0);
            // Of keys with bits the processor may have more than was asked for.
            hasAll &= own is { } value && (pair.Key is BaseKey or ExtensionKey
                ? (value & pair.Value) == pair.Value : value == pair.Value);
            return own is null;
        });
        if (result != 0) return result;
        if (!set.ContainsAnyExcept((byte)0)) FillWithAll(set);
        if (!hasAll) set.Clear();
        return thread.Process.Memory.TryWrite(a[3], set) ? 0 : -Errno.BadAddress;
    }

    private static void FillWithAll(Span<byte> set)
    {
        for (int i = 0; i < Math.Min(Environment.ProcessorCount, set.Length * 8); i++) set[i / 8] |= (byte)(1 << (i % 8));
    }

    private static long Each(LinuxThread thread, SyscallArguments a, PairAction act)
    {
        if (a[1] > MostPairs) return -Errno.InvalidArgument;
        for (ulong i = 0; i < a[1]; i++)
        {
            ulong address = a[0] + (i * PairSize);
            if (!thread.Process.Memory.TryRead(address, out Pair pair)) return -Errno.BadAddress;
            if (act(ref pair) && !thread.Process.Memory.TryWrite(address, in pair)) return -Errno.BadAddress;
        }

        return 0;
    }

    private static ulong? Find(LinuxThread thread, long key)
    {
        var isa = (IsaOptions)thread.Process.Options.Model;
        return key switch
        {
            VendorKey or ArchitectureKey or ImplementationKey or ThreadKey => 0,
            BaseKey => isa.Has(Extensions.I | Extensions.M | Extensions.A) ? BaseInstructions : 0,
            ExtensionKey => ExtensionBits.Where(each => isa.Has(each.Extension)).Aggregate(0ul, (bits, each) => bits | (1ul << each.Bit)),
            MisalignedKey or MisalignedScalarKey => MisalignedFast,
            MisalignedVectorKey => MisalignedUnsupported,
            ZeroBlockKey => isa.Has(Extensions.Zicboz) ? ZeroBlockSize : 0,
            HighestAddressKey => thread.Process.Memory.Limit - 1,
            TimeFrequencyKey => MachineClock.TicksPerSecond,
            _ => null,
        };
    }

    /// <summary>What a pair of a key and a value becomes; true when it is to be written.</summary>
    private delegate bool PairAction(ref Pair pair);

    private struct Pair
    {
        public long Key;
        public ulong Value;
    }
}
