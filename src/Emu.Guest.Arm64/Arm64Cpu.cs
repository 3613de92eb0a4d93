using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Guest.Arm64.Privileged;
using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>
/// One CPU with EL0 and EL1. After <see cref="StartInUserMode"/> it has programs' registers alone, and all exceptions go to
/// <see cref="Cpu.Kernel"/>. Members are for the CPU's own thread unless they say otherwise.
/// </summary>
/// <remarks>Invariant of the unsafe code: as <see cref="Cpu"/> says of its state.</remarks>
public sealed unsafe partial class Arm64Cpu : Cpu
{
    private const ulong FlagMask = 0xf000_0000, UpperHalf = 1UL << 55;

    private const int TagBits = 8;

    // What GICv2 has of CPUs.
    private const int CpusOfCluster = 8;

    private readonly MachineClock clock;
    private readonly InterruptInputs inputs;

    /// <summary>Makes a CPU in its reset state.</summary>
    /// <param name="id">The CPU's number, from 0.</param>
    /// <param name="model">What the CPU consists of.</param>
    /// <param name="memory">The bus, complete before the CPU runs.</param>
    /// <param name="events">The clock of the counters, and the timers.</param>
    public Arm64Cpu(int id, Arm64Model model, AddressMap memory, EventLoop events)
        : base(id, model, memory)
    {
        ArgumentNullException.ThrowIfNull(events);
        Has = model;
        clock = events.Clock;
        inputs = new InterruptInputs(State);
        translation = new AddressTranslation(memory, model.Translation, entry => Engine.PageTableStored(entry));
        PhysicalTimer = new GenericTimer(events);
        VirtualTimer = new GenericTimer(events);
        Affinity = 0x8000_0000 | (ulong)(id % CpusOfCluster) | (ulong)(id / CpusOfCluster) << 8;
        Reset();
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
    public override bool MayZeroBlocks => isProgram || Allows(SystemControlBits.UserZeroes);

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
        isProgram = true;
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

        State->Pc = isProgram ? WithoutTag(pc) : translation.WithoutTag(pc, isFetch: true);
        return true;
    }

    /// <summary>An address as memory sees it: the highest byte of one in the lower half is ignored (D8.8, TBI0).</summary>
    public static ulong WithoutTag(ulong address) => (address & UpperHalf) != 0 ? address : address & (ulong.MaxValue >> TagBits);

    /// <inheritdoc/>
    public override bool CheckPhysicalAccess(PhysicalAddress address, ulong length, AccessKind kind) => true;

    /// <inheritdoc/>
    public override bool IsWaiting => inputs.IsWaiting;

    /// <inheritdoc/>
    public override void Request(CpuRequests requests) => inputs.Request(requests);

    /// <summary>Drives IRQ (0) or FIQ (1). Any thread may call.</summary>
    public override void SetLevel(int input, bool asserted) => inputs.SetLevel(input, asserted);
}
