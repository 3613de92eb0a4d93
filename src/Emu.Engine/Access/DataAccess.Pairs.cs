using Emu.Isa;

namespace Emu.Engine.Access;

/// <content>Compare-and-exchange, and accesses of 16 bytes that are one.</content>
internal sealed unsafe partial class DataAccess
{
    private const int PairSize = 16;

    /// <summary>Stores a value where memory has what is expected.</summary>
    public bool CompareExchange(ulong address, Width width, ulong expected, ulong value, out ulong old)
    {
        old = 0;
        if (!ResolveAtomic(address, (int)width, AccessKind.Store, out Target target)) return false;
        old = AtomicAccess.CompareExchange(target.Host, width, expected, value);
        bool stored = old == (expected & (ulong.MaxValue >> (64 - (8 * (int)width))));
        log?.Add(address, (int)width, isRead: true, isWrite: true, old, stored ? value : old);
        Stored(target, (int)width);
        return true;
    }

    /// <summary>The same with 16 bytes.</summary>
    public bool CompareExchange(ulong address, UInt128 expected, UInt128 value, out UInt128 old)
    {
        old = 0;
        if (!ResolveAtomic(address, PairSize, AccessKind.Store, out Target target)) return false;
        old = expected;
        bool stored = AtomicAccess.CompareExchange(target.Host, ref old, value);
        AddPair(address, isWrite: true, old, stored ? value : old);
        Stored(target, PairSize);
        return true;
    }

    /// <summary>Loads 16 bytes in one access and reserves them.</summary>
    public bool LoadReserved(ulong address, out UInt128 value)
    {
        value = 0;
        if (!ResolveAtomic(address, PairSize, AccessKind.Load, out Target target)) return false;
        value = AtomicAccess.Load(target.Host);
        AddPair(address, isWrite: false, value, value);
        cpu.State->ReservationAddress = address;
        cpu.State->ReservationHost = (ulong)target.Host;
        cpu.State->ReservationValue = (ulong)value;
        cpu.State->ReservationValueHigh = (ulong)(value >> 64);
        cpu.State->ReservationWidth = PairSize;
        return true;
    }

    /// <summary>As <see cref="StoreConditional(ulong, Width, ulong, out ulong)"/> with 16 bytes.</summary>
    public bool StoreConditional(ulong address, UInt128 value, out ulong failed)
    {
        failed = 1;
        bool mayStore = cpu.State->ReservationWidth == PairSize && cpu.State->ReservationAddress == address;
        if (mayStore && MeetsWatchpoint(address, PairSize, AccessKind.Store)) return false;
        cpu.State->ReservationWidth = 0;
        if (!RequireAlignment(address, PairSize, AccessKind.Store)) return false;
        if (!mayStore) return true;
        if (!ResolveAtomic(address, PairSize, AccessKind.Store, out Target target)) return false;
        UInt128 expected = new(cpu.State->ReservationValueHigh, cpu.State->ReservationValue), found = expected;
        bool stored = cpu.State->ReservationHost == (ulong)target.Host
            && AtomicAccess.CompareExchange(target.Host, ref found, value);
        AddPair(address, isWrite: true, found, stored ? value : found);
        if (!stored) return true;
        failed = 0;
        Stored(target, PairSize);
        return true;
    }

    // The log has the first half, which is what translated code looks up.
    private void AddPair(ulong address, bool isWrite, UInt128 before, UInt128 after) =>
        log?.Add(address, sizeof(ulong), isRead: true, isWrite, (ulong)before, (ulong)after);
}
