using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// Stands where the privileged architecture would for a hart that runs user-mode programs only: an operating system's
/// kernel. Called on the hart's own thread, between instructions.
/// </summary>
public interface IUserKernel
{
    /// <summary>Translates an address; false when the access is not allowed, in which case nothing has
    /// happened.</summary>
    bool TryTranslate(VirtualAddress address, AccessKind kind, out Translation translation);

    /// <summary>
    /// An exception of the instruction at <c>State->Pc</c>, an environment call among them. Sets <c>State->Pc</c> to
    /// where the program goes on.
    /// </summary>
    /// <param name="hart">The hart.</param>
    /// <param name="cause">Why.</param>
    /// <param name="value">The faulting address, or the bits of an illegal instruction.</param>
    void Trap(Hart hart, ExceptionCause cause, ulong value);

    /// <summary>
    /// Code that accesses memory directly has faulted. The pc and the registers are those of some moment before, so that
    /// the program cannot go on.
    /// </summary>
    /// <param name="hart">The hart.</param>
    /// <param name="address">What it accessed.</param>
    void LoseFault(Hart hart, ulong address);

    /// <summary><see cref="CpuRequests.Interrupt"/> was requested, and has been cleared.</summary>
    void Interrupt(Hart hart);
}
