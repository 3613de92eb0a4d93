using Emu.Isa;

namespace Emu.Engine.Access;

/// <summary>Atomic read-modify-write of aligned host memory. Sequentially consistent, and atomic against all other
/// CPUs.</summary>
/// <remarks>Invariant of the unsafe code: the caller passes an address that is aligned to the access's width, in a page
/// that stays mapped until the method returns.</remarks>
internal static unsafe class AtomicAccess
{
    /// <summary>Replaces 32 bits by the operation's result; returns the old ones, zero-extended.</summary>
    public static ulong Word(int* host, AtomicOperation operation, int operand) => (uint)(operation switch
    {
        AtomicOperation.Swap => Interlocked.Exchange(ref *host, operand),
        AtomicOperation.Add => Interlocked.Add(ref *host, operand) - operand,
        AtomicOperation.And => Interlocked.And(ref *host, operand),
        AtomicOperation.Or => Interlocked.Or(ref *host, operand),
        _ => WordByCompareExchange(host, operation, operand),
    });

    /// <summary>Replaces 64 bits by the operation's result; returns the old ones.</summary>
    public static ulong Double(long* host, AtomicOperation operation, long operand) => (ulong)(operation switch
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
