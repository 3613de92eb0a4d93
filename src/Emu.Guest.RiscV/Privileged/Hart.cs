using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Model;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// One RISC-V hart (hardware thread): its registers and the privileged architecture 1.12 for RV64 with machine,
/// supervisor and user mode. An engine runs the instructions and calls in here for all that is not computing. Members
/// are for the hart's own thread unless they say otherwise.
/// </summary>
/// <remarks>Invariant of the unsafe code: as <see cref="Cpu"/> says of its state.</remarks>
public sealed unsafe partial class Hart : Cpu
{
    /// <summary>Where the board's first instructions stand unless it says otherwise.</summary>
    public const ulong DefaultResetVector = 0x1000;

    [Derived]
    private readonly AddressTranslation translation;
    [State]
    private readonly CsrFile csrs;

    /// <summary>Makes a hart in its reset state.</summary>
    /// <param name="id">What <c>mhartid</c> reads; harts of a machine are numbered from 0.</param>
    /// <param name="isa">What the hart consists of.</param>
    /// <param name="memory">The bus, complete before the hart runs.</param>
    /// <param name="events">Clock and timers for <c>time</c> and <c>stimecmp</c>.</param>
    public Hart(int id, IsaOptions isa, AddressMap memory, EventLoop events)
        : base(id, isa, memory)
    {
        ArgumentNullException.ThrowIfNull(isa);
        ArgumentNullException.ThrowIfNull(events);
        Isa = isa;
        Clock = events.Clock;
        Status = new MachineStatus(isa.Extensions);
        Protection = new PhysicalMemoryProtection(isa.PmpRegions);
        translation = new AddressTranslation(
            memory, Protection, isa.HighestPagingMode, entry => Engine.PageTableStored(entry));
        Interrupts = new LocalInterrupts(State, isa.Has(Extensions.S));
        Timer = new SupervisorTimer(Interrupts, events);
        csrs = new CsrFile(this);
        Reset();
    }

    /// <summary>What the hart consists of.</summary>
    public IsaOptions Isa { get; }

    /// <summary>
    /// Serves environment calls from supervisor mode in the emulator; null sends them to machine mode.
    /// </summary>
    [Derived]
    public ISupervisorBinaryInterface? Sbi { get; set; }

    /// <summary>Address of the first instruction after <see cref="Reset"/>.</summary>
    [Derived]
    public ulong ResetVector { get; set; } = DefaultResetVector;

    /// <summary>The current privilege mode. Only the hart's own thread may read it while the hart runs.</summary>
    public PrivilegeMode Mode
    {
        get => (PrivilegeMode)State->Mode;
        private set => State->Mode = (byte)value;
    }

    /// <summary>
    /// The mode that loads and stores use: the current one, or with <c>mstatus.MPRV</c> the previous one.
    /// </summary>
    [Derived]
    public PrivilegeMode DataMode { get; private set; }

    /// <inheritdoc/>
    public override int DataContext => DataMode == PrivilegeMode.Supervisor && Status.Has(MachineStatus.Sum)
        ? RiscVArchitecture.SupervisorUserContext
        : RiscVArchitecture.ContextOf(DataMode);

    /// <inheritdoc/>
    public override int FetchContext => RiscVArchitecture.ContextOf(Mode);

    /// <inheritdoc/>
    /// <remarks><c>menvcfg.CBZE</c> and <c>senvcfg.CBZE</c> (CMO specification 1.0, 2.5.1).</remarks>
    public override bool MayZeroBlocks => csrs.MayZeroBlocks;

    /// <inheritdoc/>
    public override bool IsWaiting => Interrupts.IsWaiting;

    internal MachineClock Clock { get; }

    [State]
    internal PhysicalMemoryProtection Protection { get; }

    [State]
    internal LocalInterrupts Interrupts { get; }

    [Derived]
    internal SupervisorTimer Timer { get; }

    internal AddressTranslation AddressSpace => translation;

    /// <summary>
    /// Power-on state: machine mode at <see cref="ResetVector"/>, registers zero. Call while the hart does not run.
    /// </summary>
    public void Reset()
    {
        for (int i = 0; i < 32; i++) State->Registers[i] = State->Registers[RiscVArchitecture.FirstFloat + i] = 0;
        State->FloatFlags = FloatExceptions.None;
        State->FloatRounding = FloatRounding.NearestEven;
        State->FloatDirty = 0;
        State->ReservationWidth = 0;
        State->InstructionsRetired = 0;
        Mode = PrivilegeMode.Machine;
        State->Pc = ResetVector;
        Status = new MachineStatus(Isa.Extensions);
        Protection.Reset();
        Interrupts.Reset();
        csrs.Reset();
        ResetTraps();
        StatusChanged(~0UL);
        Engine.FlushTlb();
    }

    /// <summary>
    /// Puts the hart, from any state, into what firmware leaves behind when it starts a kernel: supervisor mode,
    /// translation off, all traps that the kernel can handle delegated to it, counters, timer and all memory open to
    /// it.
    /// </summary>
    /// <param name="pc">Address of the kernel's first instruction; bit 0 is ignored, as in all of the hart's jumps.</param>
    /// <param name="a0">The hart's id, by the boot protocol.</param>
    /// <param name="a1">Address of the device tree, or the opaque value of a hart start call.</param>
    public void StartInSupervisorMode(ulong pc, ulong a0, ulong a1)
    {
        Reset();
        DelegateAll();
        csrs.OpenToSupervisor();
        Protection.Open();
        Status.EnableFloat();
        State->Registers[10] = a0;
        State->Registers[11] = a1;
        State->Pc = pc & ~1UL;
        Mode = PrivilegeMode.Supervisor;
        StatusChanged(~0UL);
        Engine.FlushTlb();
    }

    /// <inheritdoc/>
    public override void StartInUserMode()
    {
        Reset();
        csrs.OpenToUser();
        Status.EnableFloat();
        Mode = PrivilegeMode.User;
        StatusChanged(~0UL);
        Engine.FlushTlb();
    }

    /// <summary>
    /// Translates one address for an access at <c>State->Pc</c>; loads and stores use <see cref="DataMode"/>. Sets the
    /// A and D bits of the page table. On failure the exception has been raised, with the address as its value.
    /// </summary>
    public override bool Translate(VirtualAddress address, AccessKind kind, out Translation translation)
    {
        WalkResult result = Walk(address, kind, out translation);
        if (result == WalkResult.Mapped) return true;
        RaiseException(result == WalkResult.PageFault ? PageFault(kind) : AccessFault(kind), address.Value);
        return false;
    }

    /// <summary>
    /// As <see cref="Translate"/>, but false means only that the access is not allowed: no exception is raised.
    /// </summary>
    public override bool TryTranslate(VirtualAddress address, AccessKind kind, out Translation translation) =>
        Walk(address, kind, out translation) == WalkResult.Mapped;

    /// <summary>
    /// True when physical memory protection allows the access as a whole; raises nothing. Lengths are 1 byte up.
    /// </summary>
    public override bool CheckPhysicalAccess(PhysicalAddress address, ulong length, AccessKind kind) =>
        Protection.Allows(address, length, kind, kind == AccessKind.Fetch ? Mode : DataMode);

    /// <summary>
    /// Drives one of the hart's interrupt inputs, numbered as the bits of <c>mip</c>. Any thread may call.
    /// </summary>
    public override void SetLevel(int input, bool asserted) => Interrupts.SetLevel(input, asserted);

    /// <summary>
    /// Makes the hart leave its code, or its sleep, and look at <paramref name="requests"/>. Any thread may call.
    /// </summary>
    public override void Request(CpuRequests requests) => Interrupts.Request(requests);

    /// <inheritdoc/>
    public override void RaiseAccessFault(AccessKind kind, ulong address) => RaiseException(AccessFault(kind), address);

    /// <inheritdoc/>
    public override void RaiseMisaligned(AccessKind kind, ulong address) => RaiseException(
        kind switch
        {
            AccessKind.Fetch => ExceptionCause.InstructionAddressMisaligned,
            AccessKind.Load => ExceptionCause.LoadAddressMisaligned,
            _ => ExceptionCause.StoreAddressMisaligned,
        },
        address);

    /// <inheritdoc/>
    public override void RaiseIllegal(uint raw) => RaiseException(ExceptionCause.IllegalInstruction, raw);

    private WalkResult Walk(VirtualAddress address, AccessKind kind, out Translation translation)
    {
        if (Kernel is { } kernel)
            return kernel.TryTranslate(address, kind, out translation) ? WalkResult.Mapped : WalkResult.PageFault;
        PrivilegeMode mode = kind == AccessKind.Fetch ? Mode : DataMode;
        WalkResult result = this.translation.Translate(address, kind, mode, Status.Bits, out translation);
        TrapLog.Translation(Id, address, kind, mode, result, translation);
        return result;
    }

    private static ExceptionCause PageFault(AccessKind kind) => kind switch
    {
        AccessKind.Fetch => ExceptionCause.InstructionPageFault,
        AccessKind.Load => ExceptionCause.LoadPageFault,
        _ => ExceptionCause.StorePageFault,
    };

    private static ExceptionCause AccessFault(AccessKind kind) => kind switch
    {
        AccessKind.Fetch => ExceptionCause.InstructionAccessFault,
        AccessKind.Load => ExceptionCause.LoadAccessFault,
        _ => ExceptionCause.StoreAccessFault,
    };
}
