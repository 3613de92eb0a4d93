using Emu.Core.Memory;

namespace Emu.Isa;

/// <summary>
/// What a guest's privileged architecture asks of the engine that runs the CPU. Called on the CPU's own thread, except
/// <see cref="RequestFence"/> and <see cref="IsFenceServed"/>.
/// </summary>
public interface ICpuEngine
{
    /// <summary>
    /// Forgets all cached translations: what they depend on besides the page tables has changed (RISC-V: PMP, MXR).
    /// </summary>
    void FlushTlb();

    /// <summary>Forgets the cached translations that a fence names.</summary>
    void FenceTranslations(in TranslationFence fence);

    /// <summary>
    /// Another page table has been selected. What is cached of the global mappings and of other address spaces may stay.
    /// </summary>
    /// <param name="id">Number of the address space (ASID).</param>
    /// <param name="root">What else selects the table, the number included: equal values mean the same mappings.</param>
    /// <param name="isSwitch">Translation has begun, ended or changed its form: nothing cached may stay.</param>
    void AddressSpaceChanged(ushort id, ulong root, bool isSwitch);

    /// <summary>The page-table walk has set bits of the 8-byte entry there, as a store would.</summary>
    void PageTableStored(PhysicalAddress entry);

    /// <summary>
    /// The instruction fence: stores of all CPUs that are visible to this one are visible to its instruction fetches from
    /// here on.
    /// </summary>
    void FenceInstructions();

    /// <summary><see cref="Cpu.DataContext"/> or <see cref="Cpu.FetchContext"/> has changed.</summary>
    void ContextChanged();

    /// <summary>The CPU is about to sleep until an interrupt comes.</summary>
    void WaitBegins();

    /// <summary>The CPU's sleep has ended.</summary>
    void WaitEnds();

    /// <summary>
    /// Asks the CPU for fences from another thread; returns a ticket for <see cref="IsFenceServed"/>. A CPU that
    /// waits for an interrupt counts as served: it does the work before its next instruction.
    /// </summary>
    /// <param name="translations">For <see cref="FenceTranslations"/>; null for none.</param>
    /// <param name="instructions">Asks for <see cref="FenceInstructions"/>.</param>
    ulong RequestFence(TranslationFence? translations, bool instructions);

    /// <summary>True when the fence with that ticket has been done.</summary>
    bool IsFenceServed(ulong ticket);

    /// <summary>
    /// Does the fences that others asked of this CPU; a CPU that waits for another's fence calls it while it waits.
    /// </summary>
    void ServeFences();

    /// <summary>
    /// Loads 1, 2, 4 or 8 bytes, zero-extended, in another context than <see cref="Cpu.DataContext"/>, for the instruction at
    /// <c>State->Pc</c>. <see cref="Cpu.Translate"/> is called as for the CPU's own loads. False when that has raised an
    /// exception.
    /// </summary>
    bool LoadIn(int context, ulong address, int size, out ulong value);

    /// <summary>As <see cref="LoadIn"/>, a store of the low bytes of a value.</summary>
    bool StoreIn(int context, ulong address, int size, ulong value);
}
