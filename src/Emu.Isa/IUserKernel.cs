using Emu.Core.Memory;

namespace Emu.Isa;

/// <summary>
/// Stands where the privileged architecture would for a CPU that runs user-mode programs only: an operating system's
/// kernel. Called on the CPU's own thread, between instructions.
/// </summary>
public interface IUserKernel
{
    /// <summary>Translates an address; false when the access is not allowed, in which case nothing has
    /// happened.</summary>
    bool TryTranslate(VirtualAddress address, AccessKind kind, out Translation translation);

    /// <summary>
    /// A system call or a fault of the instruction at <c>State->Pc</c>. Sets <c>State->Pc</c> to where the program
    /// continues.
    /// </summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="kind">What has happened, in the terms that all architectures share.</param>
    /// <param name="cause">The same as the architecture numbers it.</param>
    /// <param name="value">The faulting address, or the bits of an illegal instruction.</param>
    void Trap(Cpu cpu, TrapKind kind, uint cause, ulong value);

    /// <summary>
    /// Code that accesses memory directly has faulted. The pc and the registers are those of some moment before, so that
    /// the program cannot go on.
    /// </summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="address">What it accessed.</param>
    void LoseFault(Cpu cpu, ulong address);

    /// <summary>What any CPU of the program has stored so far is code for all of them from now on. Costs as much as an
    /// interrupt of each.</summary>
    void FlushInstructions(Cpu cpu);

    /// <summary><see cref="CpuRequests.Interrupt"/> was requested, and has been cleared.</summary>
    void Interrupt(Cpu cpu);
}
