using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Emu.Host;
using Emu.Isa;

namespace Emu.Engine.Access;

/// <summary>Atomic read-modify-write of aligned host memory. Sequentially consistent, and atomic against all other
/// CPUs.</summary>
/// <remarks>Invariant of the unsafe code: the caller passes an address that is aligned to the access's width, in a page
/// that stays mapped until the method returns.</remarks>
internal static unsafe class AtomicAccess
{
    /// <summary>Replaces memory by the operation's result; returns what it was, zero-extended.</summary>
    public static ulong Apply(byte* host, AtomicOperation operation, Width width, ulong operand) => width switch
    {
        Width.Byte => Narrow(host, operation, width, operand),
        Width.Half => Narrow(host, operation, width, operand),
        Width.Word => Word((int*)host, operation, (int)operand),
        _ => Double((long*)host, operation, (long)operand),
    };

    /// <summary>Stores a value where memory has what is expected; returns what it was, zero-extended.</summary>
    public static ulong CompareExchange(byte* host, Width width, ulong expected, ulong value) => width switch
    {
        Width.Byte => Interlocked.CompareExchange(ref *host, (byte)value, (byte)expected),
        Width.Half => Interlocked.CompareExchange(ref *(ushort*)host, (ushort)value, (ushort)expected),
        Width.Word => CompareExchangeWord((uint*)host, expected, (uint)value),
        _ => Interlocked.CompareExchange(ref *(ulong*)host, value, expected),
    };

    /// <summary>Stores 16 bytes where memory has what is expected, which becomes what it was.</summary>
    public static bool CompareExchange(byte* host, ref UInt128 expected, UInt128 value)
    {
        ulong* found = stackalloc ulong[2] { (ulong)expected, (ulong)(expected >> 64) };
        ulong* wanted = stackalloc ulong[2] { (ulong)value, (ulong)(value >> 64) };
        bool stored = NativeCode.CompareExchange(host, found, wanted) != 0;
        expected = new UInt128(found[1], found[0]);
        return stored;
    }

    /// <summary>Loads 16 bytes in one access.</summary>
    public static UInt128 Load(byte* host)
    {
        // Hosts with AVX load what is aligned at once (Intel SDM vol. 3, 10.1.1).
        if (Avx.IsSupported)
        {
            Vector128<ulong> whole = Vector128.LoadAligned((ulong*)host);
            return new UInt128(whole[1], whole[0]);
        }

        // The comparison stores what it has found, so that the page must be one that may be written.
        UInt128 found = 0;
        CompareExchange(host, ref found, 0);
        return found;
    }

    // An exchange that stores leaves the whole accumulator as it was (Intel SDM vol. 2, CMPXCHG), and the JIT compiler takes
    // its upper half for zero although it held all 64 bits of what was expected: what is returned comes from elsewhere then.
    private static ulong CompareExchangeWord(uint* host, ulong expected, uint value)
    {
        uint found = Interlocked.CompareExchange(ref *host, value, (uint)expected);
        return found == (uint)expected ? expected & uint.MaxValue : found;
    }

    private static ulong Narrow(byte* host, AtomicOperation operation, Width width, ulong operand)
    {
        ulong old = HostValue.Read(host, (int)width);
        while (true)
        {
            ulong seen = CompareExchange(host, width, old, (ulong)After(operation, (long)old, (long)operand, width));
            if (seen == old) return old;
            old = seen;
        }
    }

    private static ulong Word(int* host, AtomicOperation operation, int operand) => (uint)(operation switch
    {
        AtomicOperation.Swap => Interlocked.Exchange(ref *host, operand),
        AtomicOperation.Add => Interlocked.Add(ref *host, operand) - operand,
        AtomicOperation.And => Interlocked.And(ref *host, operand),
        AtomicOperation.Or => Interlocked.Or(ref *host, operand),
        _ => WordByCompareExchange(host, operation, operand),
    });

    private static ulong Double(long* host, AtomicOperation operation, long operand) => (ulong)(operation switch
    {
        AtomicOperation.Swap => Interlocked.Exchange(ref *host, operand),
        AtomicOperation.Add => Interlocked.Add(ref *host, operand) - operand,
        AtomicOperation.And => Interlocked.And(ref *host, operand),
        AtomicOperation.Or => Interlocked.Or(ref *host, operand),
        _ => DoubleByCompareExchange(host, operation, operand),
    });

    private static int WordByCompareExchange(int* host, AtomicOperation operation, int operand)
    {
        int old = Volatile.Read(ref *host);
        while (true)
        {
            int seen = Interlocked.CompareExchange(ref *host, (int)After(operation, old, operand, Width.Word), old);
            if (seen == old) return old;
            old = seen;
        }
    }

    private static long DoubleByCompareExchange(long* host, AtomicOperation operation, long operand)
    {
        long old = Volatile.Read(ref *host);
        while (true)
        {
            long seen = Interlocked.CompareExchange(ref *host, After(operation, old, operand, Width.Double), old);
            if (seen == old) return old;
            old = seen;
        }
    }

    private static long After(AtomicOperation operation, long old, long operand, Width width) =>
        (long)operation.Apply<NumericValue, NumericCondition>(
            new NumericValue((ulong)old), new NumericValue((ulong)operand), width).Bits;
}
