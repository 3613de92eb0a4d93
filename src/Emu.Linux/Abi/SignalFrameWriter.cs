using Emu.Isa;

namespace Emu.Linux.Abi;

/// <summary>
/// Writes and reads the frame that an architecture's kernel puts on the stack for a handler of signals
/// (<c>struct rt_sigframe</c>). Has no state of its own: any thread may call, for a CPU that is its own.
/// </summary>
public abstract class SignalFrameWriter
{
    /// <summary>Bytes of the frame.</summary>
    public abstract int Size { get; }

    /// <summary>Where the <c>siginfo_t</c> lies in the frame, to which the handler's second argument points.</summary>
    public abstract int InfoOffset { get; }

    /// <summary>Where the <c>ucontext_t</c> lies in the frame, to which the handler's third argument points.</summary>
    public abstract int ContextOffset { get; }

    /// <summary>Writes a frame with the CPU's registers.</summary>
    /// <param name="frame"><see cref="Size"/> bytes, all of which are written.</param>
    /// <param name="context">What is not registers.</param>
    /// <param name="cpu">The CPU, whose pc is where the program goes on after the handler.</param>
    public abstract void Write(Span<byte> frame, in SignalContext context, Cpu cpu);

    /// <summary>Reads what is not registers; false when the frame holds what no such CPU can have.</summary>
    public abstract bool TryRead(ReadOnlySpan<byte> frame, out SignalContext context);

    /// <summary>Gives the registers of a frame, with the pc, back to the CPU.</summary>
    public abstract void Restore(ReadOnlySpan<byte> frame, Cpu cpu);

    /// <summary>Sets the registers of a handler's start beyond pc, stack pointer, return address and arguments, which are
    /// set already.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="frame">Address of the frame.</param>
    public virtual void Enter(Cpu cpu, ulong frame)
    {
    }
}
