using System.Runtime.InteropServices;
using Emu.Core.Memory;
using Emu.Engine.Access;
using Emu.Isa;

namespace Emu.Engine.Lockstep;

/// <summary>
/// Copies of the pages that translated code accesses while it is checked in lockstep: what it stores is seen by itself
/// only, and what others store meanwhile is not. Logs each access. Used on the CPU's own thread.
/// </summary>
/// <remarks>
/// Invariants of the unsafe code: host addresses come from the data TLB and lie in one mapped page with the whole
/// access; copies live until <see cref="Dispose"/>, and translated code keeps none of their addresses past
/// <see cref="End"/>.
/// </remarks>
internal sealed unsafe class ShadowMemory(CpuState* state) : IDisposable
{
    private const nuint PageSize = (nuint)AddressMap.PageSize;

    private readonly CpuState* state = state;
    private readonly List<nint> copies = [];
    private readonly Dictionary<nint, nint> copyOf = [];

    // The access whose outcome is not known before the next one begins.
    private byte* pendingHost;
    private ulong pendingAddress, pendingBefore;
    private int pendingSize;
    private bool pendingReads, pendingWrites;

    /// <summary>What translated code has accessed since <see cref="Begin"/>.</summary>
    public AccessLog Log { get; } = new() { IsRecording = true };

    /// <summary>Forgets all copies.</summary>
    public void Begin()
    {
        copyOf.Clear();
        Log.Clear();
        pendingHost = null;
    }

    /// <summary>Where translated code makes its next access in place of a host address.</summary>
    /// <param name="host">Where the access belongs.</param>
    /// <param name="address">The virtual address.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="store">It writes.</param>
    /// <param name="atomic">If it writes, it reads too.</param>
    public byte* Redirect(byte* host, ulong address, int size, bool store, bool atomic)
    {
        Complete();
        nint offset = (nint)host & (nint)(PageSize - 1);
        byte* shadow = (byte*)(Copy((nint)host - offset) + offset);
        pendingHost = shadow;
        (pendingAddress, pendingSize) = (address, size);
        (pendingReads, pendingWrites) = (!store || atomic, store);
        pendingBefore = HostValue.Read(shadow, size);
        return shadow;
    }

    /// <summary>Translated code has been left: a reservation that it made is for the page, not for the copy.</summary>
    public void End()
    {
        Complete();
        foreach ((nint page, nint copy) in copyOf) MoveReservation(copy, page);
    }

    public void Dispose()
    {
        foreach (nint copy in copies) NativeMemory.AlignedFree((void*)copy);
    }

    private void Complete()
    {
        if (pendingHost == null) return;
        ulong after = HostValue.Read(pendingHost, pendingSize);
        Log.Add(pendingAddress, pendingSize, pendingReads, pendingWrites, pendingBefore, after);
        pendingHost = null;
    }

    private nint Copy(nint page)
    {
        if (copyOf.TryGetValue(page, out nint copy)) return copy;
        if (copyOf.Count == copies.Count) copies.Add((nint)NativeMemory.AlignedAlloc(PageSize, PageSize));
        copy = copies[copyOf.Count];
        copyOf.Add(page, copy);
        NativeMemory.Copy((void*)page, (void*)copy, PageSize);
        MoveReservation(page, copy);
        return copy;
    }

    private void MoveReservation(nint from, nint to)
    {
        nuint offset = (nuint)state->ReservationHost - (nuint)from;
        if (offset < PageSize) state->ReservationHost = (nuint)to + offset;
    }
}
