using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>
/// One CPU at EL0, whose kernel is outside: it has programs' registers alone, and all exceptions go to
/// <see cref="Cpu.Kernel"/>. Members are for the CPU's own thread unless they say otherwise.
/// </summary>
/// <remarks>Invariant of the unsafe code: as <see cref="Cpu"/> says of its state.</remarks>
public sealed unsafe partial class Arm64Cpu : Cpu
{
    private const ulong FlagMask = 0xf000_0000, UpperHalf = 1UL << 55;

    private const int TagBits = 8;

    private readonly MachineClock clock;

    /// <summary>Makes a CPU in its reset state.</summary>
    /// <param name="id">The CPU's number, from 0.</param>
    /// <param name="model">What the CPU consists of.</param>
    /// <param name="memory">The bus, complete before the CPU runs.</param>
    /// <param name="events">The clock behind CNTVCT_EL0.</param>
    public Arm64Cpu(int id, Arm64Model model, AddressMap memory, EventLoop events)
        : base(id, model, memory)
    {
        ArgumentNullException.ThrowIfNull(events);
        Has = model;
        clock = events.Clock;
    }

    /// <summary>What the CPU consists of.</summary>
    public Arm64Model Has { get; }

    /// <summary>NZCV, SSBS and DIT at their places in SPSR_EL1 (C5.2.19); all else is zero. Setting it takes no notice of
    /// other bits.</summary>
    public ulong Pstate
    {
        get => Flags | State->Registers[Arm64Architecture.StateBits];
        set
        {
            Flags = value;
            State->Registers[Arm64Architecture.StateBits] = value & StateBitsOfModel;
        }
    }

    /// <summary>The thread has asked that system calls ignore the tags of pointers (PR_TAGGED_ADDR_ENABLE).</summary>
    public bool IgnoresTagsInCalls { get; set; }

    /// <inheritdoc/>
    public override bool IsWaiting => false;

    /// <inheritdoc/>
    public override int DataContext => 0;

    /// <inheritdoc/>
    public override int FetchContext => 0;

    /// <inheritdoc/>
    public override bool MayZeroBlocks => true;

    private ulong Flags
    {
        get => FlagConditions<NumericValue, NumericCondition>.Pack(
            (FlagKind)State->Registers[Arm64Architecture.FlagKindRegister],
            new NumericValue(State->Registers[Arm64Architecture.FlagFirst]),
            new NumericValue(State->Registers[Arm64Architecture.FlagSecond])).Bits;
        set
        {
            State->Registers[Arm64Architecture.FlagKindRegister] = (ulong)FlagKind.Packed;
            State->Registers[Arm64Architecture.FlagFirst] = value & FlagMask;
        }
    }

    /// <inheritdoc/>
    public override void StartInUserMode()
    {
        new Span<ulong>(State->Registers, Model.Architecture.Registers.Size / sizeof(ulong)).Clear();
        ResetFloat();
        ResetKeys(PointerKeys.All);
        EnabledKeys = PointerKeys.Addresses;
        IgnoresTagsInCalls = false;
        State->FloatEnabled = 1;
        State->ReservationWidth = 0;
        State->InstructionsRetired = 0;
        State->Mode = 0;
        Engine.FlushTlb();
    }

    /// <inheritdoc/>
    public override bool Translate(VirtualAddress address, AccessKind kind, out Translation translation)
    {
        if (TryTranslate(address, kind, out translation)) return true;
        RaiseAccessFault(kind, address.Value);
        return false;
    }

    /// <inheritdoc/>
    public override bool TryTranslate(VirtualAddress address, AccessKind kind, out Translation translation)
    {
        if (Kernel is { } kernel) return kernel.TryTranslate(new VirtualAddress(WithoutTag(address.Value)), kind, out translation);
        translation = new Translation
        {
            Address = new PhysicalAddress(address.Value),
            PageSize = AddressMap.PageSize,
            Readable = true,
            Writable = true,
            Global = false,
            Cacheable = true,
        };
        return true;
    }

    /// <summary>Drops the tag of an address that a program jumps to, and raises an exception where it is not that of an
    /// instruction (D1.3.8, PC alignment).</summary>
    public override bool PrepareFetch()
    {
        ulong pc = State->Pc;
        if (pc % sizeof(uint) != 0)
        {
            RaiseMisaligned(AccessKind.Fetch, pc);
            return false;
        }

        State->Pc = WithoutTag(pc);
        return true;
    }

    /// <summary>An address as memory sees it: the highest byte of one in the lower half is ignored (D8.8, TBI0).</summary>
    public static ulong WithoutTag(ulong address) => (address & UpperHalf) != 0 ? address : address & (ulong.MaxValue >> TagBits);

    /// <inheritdoc/>
    public override bool CheckPhysicalAccess(PhysicalAddress address, ulong length, AccessKind kind) => true;

    /// <inheritdoc/>
    public override void Request(CpuRequests requests) => Interlocked.Or(ref State->Requests, (int)requests);

    /// <inheritdoc/>
    public override void SetLevel(int input, bool asserted)
    {
        if (asserted) Request(CpuRequests.Interrupt);
    }

    /// <inheritdoc/>
    public override bool TakeInterrupt()
    {
        Interlocked.And(ref State->Requests, ~(int)CpuRequests.Interrupt);
        Kernel?.Interrupt(this);
        return true;
    }
}
