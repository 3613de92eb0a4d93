using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Host;
using Emu.Model.Descriptors;

namespace Emu.Isa;

/// <summary>
/// One CPU of a guest, as an engine sees it whatever the architecture: the state that running code touches, address
/// translation, and the exceptions that an access or an unknown instruction raises. Members are for the CPU's own thread
/// unless they say otherwise.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: <see cref="State"/> is zeroed memory of this object's own, valid from construction until
/// <see cref="Dispose()"/>, after which no thread may run the CPU.
/// </remarks>
public abstract unsafe class Cpu : IInterruptSink, IDisposable
{
    private readonly HostMemory stateMemory;

    /// <param name="id">The CPU's number; those of a machine are numbered from 0.</param>
    /// <param name="model">What the CPU consists of.</param>
    /// <param name="memory">The bus, complete before the CPU runs.</param>
    protected Cpu(int id, CpuModel model, AddressMap memory)
    {
        Id = id;
        Model = model;
        Memory = memory;
        stateMemory = new HostMemory((ulong)(sizeof(CpuState) + model.Architecture.Registers.Size));
        State = (CpuState*)stateMemory.Pointer;
    }

    [ThreadStatic]
    private static Cpu? current;

    /// <summary>The CPU whose accesses the calling thread makes; null on a thread that runs no CPU. For devices that show each CPU
    /// registers of its own.</summary>
    public static Cpu? Current
    {
        get => current;
        set => current = value;
    }

    /// <summary>The CPU's number in its machine or program, from 0.</summary>
    public int Id { get; }

    /// <summary>What the CPU consists of.</summary>
    public CpuModel Model { get; }

    /// <summary>The state that running code touches, in memory outside the managed heap.</summary>
    public CpuState* State { get; }

    /// <summary>The registers, as <see cref="RegisterFile"/> numbers and describes them.</summary>
    public ulong* Registers => State->Registers;

    /// <summary>The machine's bus.</summary>
    public AddressMap Memory { get; }

    /// <summary>The engine that runs this CPU and is told when what it may have cached changes.</summary>
    public ICpuEngine Engine { get; set; } = NoEngine.Instance;

    /// <summary>
    /// Takes the place of page tables and traps once <see cref="StartInUserMode"/> was called, before which it is set; null
    /// leaves them to the privileged architecture.
    /// </summary>
    public IUserKernel? Kernel { get; set; }

    /// <summary>True while the CPU sleeps until an interrupt comes. Any thread may read.</summary>
    public abstract bool IsWaiting { get; }

    /// <summary>The context of loads and stores, by its number in <see cref="GuestArchitecture.Contexts"/>.</summary>
    public abstract int DataContext { get; }

    /// <summary>The context in which instructions are fetched.</summary>
    public abstract int FetchContext { get; }

    /// <summary>
    /// Translates one address for an access at <c>State->Pc</c> in the mode that such accesses use now, and sets the page
    /// table's accessed and dirty bits. On failure the exception has been raised, with the address as its value.
    /// </summary>
    public abstract bool Translate(VirtualAddress address, AccessKind kind, out Translation translation);

    /// <summary>As <see cref="Translate"/>, but false means only that the access is not allowed: no exception is
    /// raised.</summary>
    public abstract bool TryTranslate(VirtualAddress address, AccessKind kind, out Translation translation);

    /// <summary>Where a virtual address leads to, whatever may be done there, for a debugger: changes nothing. False when it
    /// leads nowhere. Only while the CPU does not run.</summary>
    public virtual bool TryInspect(VirtualAddress address, out PhysicalAddress physical)
    {
        physical = default;
        if (!TryTranslate(address, AccessKind.Load, out Translation translation)) return false;
        physical = translation.Address;
        return true;
    }

    /// <summary>The registers as a debugger sees them.</summary>
    public virtual DebugDescription DescribeForDebugger() => new("", [], 0);

    /// <summary>What a saved machine keeps of the CPU besides its registers, <c>Pc</c> and the instructions retired; null when the
    /// guest declares nothing, and the CPU cannot be saved. One that has something to do when all of it is set is an
    /// <see cref="Emu.Model.State.IStateListener"/>.</summary>
    public virtual IReadOnlyList<StateDescriptor>? SavedMembers => null;

    /// <summary>True when the rules for physical addresses allow the access as a whole; raises nothing.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="length">Bytes, 1 up.</param>
    /// <param name="kind">What the access does.</param>
    public abstract bool CheckPhysicalAccess(PhysicalAddress address, ulong length, AccessKind kind);

    /// <summary>
    /// Called before the engine looks for code at <c>State->Pc</c>, whenever translated code has not found it by itself: makes
    /// it the address that is fetched from, where an architecture lets jumps go to others that mean the same. False when such a
    /// jump is not allowed: its exception has been raised.
    /// </summary>
    public virtual bool PrepareFetch() => true;

    /// <summary>Raises the exception of an access that no memory or device answers; <c>State->Pc</c> becomes the address
    /// of the guest's handler.</summary>
    public abstract void RaiseAccessFault(AccessKind kind, ulong address);

    /// <summary>Raises the exception of an access that must be aligned and is not.</summary>
    public abstract void RaiseMisaligned(AccessKind kind, ulong address);

    /// <summary>Raises the exception of an instruction that does not exist, or is not allowed now.</summary>
    /// <param name="raw">The instruction's bits, which the exception may report.</param>
    public abstract void RaiseIllegal(uint raw);

    /// <summary>False when zeroing a block of memory is an illegal instruction in the current mode.</summary>
    public abstract bool MayZeroBlocks { get; }

    /// <summary>
    /// Executes the instruction at <c>State->Pc</c>, of those that change the state of the machine, and sets that to where
    /// to go on: the next instruction, a handler, or where a handler returns to.
    /// </summary>
    /// <param name="operation">What to do, numbered by the guest.</param>
    /// <param name="first">First operand.</param>
    /// <param name="second">Second operand.</param>
    /// <param name="raw">The instruction's <see cref="DecodedInstruction.Raw"/>.</param>
    /// <param name="result">What the instruction's body gets.</param>
    /// <returns>True when the instruction retired, false when it trapped.</returns>
    public abstract bool Execute(uint operation, ulong first, ulong second, uint raw, out ulong result);

    /// <summary>
    /// Takes the pending interrupt of the highest priority, if one is enabled, and clears
    /// <see cref="CpuRequests.Interrupt"/>. True when <c>State->Pc</c> became a handler's address.
    /// </summary>
    public abstract bool TakeInterrupt();

    /// <summary>
    /// Puts the CPU into the mode of programs with floating point and counters open, registers zero: what a kernel gives a
    /// new program. Call while the CPU does not run.
    /// </summary>
    public abstract void StartInUserMode();

    /// <summary>Makes the CPU leave its code, or its sleep, and look at <paramref name="requests"/>. Any thread may
    /// call.</summary>
    public abstract void Request(CpuRequests requests);

    /// <inheritdoc/>
    public abstract void SetLevel(int input, bool asserted);

    /// <summary>Returns the state's memory. The CPU must not run any more, and no device may drive its inputs.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the guest's own part of the CPU holds, before the state's memory is freed.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) stateMemory.Dispose();
    }
}
