using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Isa.RiscV;
using Emu.Isa.RiscV.Privileged;

namespace Emu.Engine;

/// <summary>
/// The engines of all threads of one user-mode process, and what they share: the address space as physical memory
/// without page tables, and the translated code. Any thread may call unless a member says otherwise.
/// </summary>
public sealed class UserEngine : IDisposable
{
    /// <param name="hostBase">Host address of guest address 0.</param>
    /// <param name="limit">First guest address beyond user space.</param>
    /// <param name="isa">What the harts have.</param>
    /// <param name="accel">How code is run.</param>
    /// <param name="warn">Takes lines for the user when the cache cannot be used as wanted.</param>
    public UserEngine(ulong hostBase, ulong limit, IsaOptions isa, AccelOptions accel, Action<string> warn) =>
        throw new NotImplementedException();

    /// <summary>What a hart of this process is made with.</summary>
    public AddressMap Memory => throw new NotImplementedException();

    /// <summary>What a hart of this process is made with. Its thread starts only when a timer is set, which user mode
    /// never does.</summary>
    public EventLoop Events => throw new NotImplementedException();

    /// <summary>What the harts have.</summary>
    public IsaOptions Isa => throw new NotImplementedException();

    /// <summary>Makes the engine of a hart, which <c>Hart.Engine</c> is afterwards. The thread that runs the hart calls
    /// <see cref="HartRunner.Run"/>, which returns after <see cref="HartRequests.Stop"/> was requested.</summary>
    public HartRunner Add(Hart hart) => throw new NotImplementedException();

    /// <summary>Disposes of the engine of a hart that will not run any more.</summary>
    public void Remove(HartRunner runner) => throw new NotImplementedException();

    /// <summary>
    /// Pages were mapped, unmapped, or have another protection: all harts forget what they know of the range, each
    /// before its next block; the calling hart, when <paramref name="caller"/> is one, at once.
    /// </summary>
    public void MappingChanged(HartRunner? caller, ulong start, ulong length) => throw new NotImplementedException();

    /// <summary><c>riscv_flush_icache</c> for all threads: stores made so far are visible to all fetches.</summary>
    public void FlushInstructions(HartRunner? caller) => throw new NotImplementedException();

    /// <summary>
    /// The program wants to see its own faults: from now on code keeps all registers in the state whenever it may
    /// fault. Cannot be undone.
    /// </summary>
    public void UsePreciseFaults() => throw new NotImplementedException();

    /// <summary>
    /// Brings all of the engine's own threads to a place where they hold no lock and run no managed code, and keeps
    /// them there. The other guest threads are the caller's to stop.
    /// </summary>
    public void BeginFork() => throw new NotImplementedException();

    /// <summary>Ends <see cref="BeginFork"/> in the parent.</summary>
    public void EndForkInParent() => throw new NotImplementedException();

    /// <summary>Ends <see cref="BeginFork"/> in the child, where only one thread is left.</summary>
    public void EndForkInChild(HartRunner survivor) => throw new NotImplementedException();

    /// <summary>What a guest process that ends, or executes another program, leaves for the next one: translations and
    /// the profile go to the cache. No guest thread runs any more.</summary>
    public void Finish() => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
