using Emu.Core.Memory;

namespace Emu.Isa.RiscV.Privileged;

/// <summary>
/// What the privileged architecture asks of the engine that runs the hart. Called on the hart's own thread, except
/// <see cref="RequestFence"/> and <see cref="IsFenceServed"/>.
/// </summary>
public interface IHartEngine
{
    /// <summary>
    /// Forgets all cached translations of the supervisor's and user's address space (satp, PMP, MXR changed,
    /// <c>sfence.vma</c>).
    /// </summary>
    void FlushTlb();

    /// <summary>
    /// Forgets cached translations of one page and of any superpage around it (<c>sfence.vma</c> with an address).
    /// </summary>
    void FlushTlbPage(VirtualAddress address);

    /// <summary>
    /// <c>fence.i</c>: stores of all harts that are visible to this one are visible to its instruction fetches from
    /// here on.
    /// </summary>
    void FenceInstructions();

    /// <summary>The privilege mode, or the mode that loads and stores use (MPRV, MPP, SUM), has changed.</summary>
    void ModeChanged();

    /// <summary>
    /// Asks the hart for <see cref="FlushTlb"/> and <see cref="FenceInstructions"/> from another thread; returns a
    /// ticket for
    /// <see cref="IsFenceServed"/>. A hart that waits for an interrupt counts as served: it does the work before its
    /// next instruction.
    /// </summary>
    ulong RequestFence();

    /// <summary>True when the fence with that ticket has been done.</summary>
    bool IsFenceServed(ulong ticket);

    /// <summary>
    /// Does the fences that others asked of this hart; a hart that waits for another's fence calls it while it waits.
    /// </summary>
    void ServeFences();
}
