using Emu.Core.Memory;
using Emu.Guest.Arm64.Privileged;
using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <content>Address translation as instructions control it: its registers, TLB maintenance (D8.14) and AT (C5.4).</content>
public sealed unsafe partial class Arm64Cpu
{
    private const int AddressPageBit = 12;

    private readonly AddressTranslation translation;

    // What other CPUs have been asked to forget and DSB waits for.
    private readonly List<(Cpu Cpu, ulong Ticket)> fences = [];

    // A table base has been written, which counts from the next synchronization of the context on.
    private bool hasNewTables;

    // The access is one of EL0 whatever the level is, or one of an instruction that maintains caches.
    private bool isUserAccess, isMaintenance;

    /// <summary>The other CPUs of the machine, which share the domain of TLB and cache maintenance. Set before the CPU
    /// runs.</summary>
    public IReadOnlyList<Arm64Cpu> Others { get; set; } = [];

    private AccessRules Rules => Level == 0 || isUserAccess
        ? new AccessRules(IsUser: true, IsNever: false)
        : new AccessRules(IsUser: false, (process & ProcessState.NeverAccess) != 0);

    /// <inheritdoc/>
    public override int DataContext => Level == 0 ? Arm64Architecture.ProgramContext
        : (process & ProcessState.NeverAccess) != 0 ? Arm64Architecture.KernelContext
        : Arm64Architecture.KernelUserContext;

    /// <inheritdoc/>
    public override int FetchContext => Level == 0 ? Arm64Architecture.ProgramContext : Arm64Architecture.KernelContext;

    /// <inheritdoc/>
    public override bool Translate(VirtualAddress address, AccessKind kind, out Translation translation)
    {
        if (isProgram)
        {
            if (TryTranslate(address, kind, out translation)) return true;
            RaiseAccessFault(kind, address.Value);
            return false;
        }

        TranslationResult result = this.translation.Translate(address.Value, kind, Rules, out translation);
        ExceptionLog.Translation(this, address, kind, result, translation);
        if (result.Status == FaultStatus.None) return true;
        RaiseAbort(kind, address.Value, result.Code);
        return false;
    }

    /// <inheritdoc/>
    public override bool TryTranslate(VirtualAddress address, AccessKind kind, out Translation translation)
    {
        if (!isProgram) return this.translation.Translate(address.Value, kind, Rules, out translation).Status == FaultStatus.None;
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

    /// <inheritdoc/>
    public override bool TryInspect(VirtualAddress address, out PhysicalAddress physical) => isProgram
        ? base.TryInspect(address, out physical)
        : translation.TryInspect(address.Value, out physical);

    /// <summary>SCTLR_EL1 is written.</summary>
    internal void WriteSystemControl(ulong value)
    {
        ulong changed = this[SystemRegisterTable.Control] ^ value;
        this[SystemRegisterTable.Control] = value;
        translation.SystemControl = value;
        EnabledKeys = PointerKeysOf(value);
        hasNewTables = true;
        const ulong rules = SystemControlBits.Translation | SystemControlBits.WritableNeverExecuted;
        SynchronizeContext(isSwitch: (changed & rules) != 0);
    }

    /// <summary>TCR_EL1 is written.</summary>
    internal void WriteTranslationControl(ulong value)
    {
        this[SystemRegisterTable.TranslationControlRegister] = value;
        translation.Control = value;
        hasNewTables = true;
        SynchronizeContext(isSwitch: true);
    }

    /// <summary>TTBR0_EL1 or TTBR1_EL1 is written: kernels write both in turn, and neither counts before the context is
    /// synchronized.</summary>
    internal void WriteTranslationBase(SystemRegister register, ulong value)
    {
        this[register] = value;
        hasNewTables = true;
    }

    private static PointerKeys PointerKeysOf(ulong control)
    {
        PointerKeys keys = PointerKeys.None;
        if ((control & SystemControlBits.KeyIa) != 0) keys |= PointerKeys.Ia;
        if ((control & SystemControlBits.KeyIb) != 0) keys |= PointerKeys.Ib;
        if ((control & SystemControlBits.KeyDa) != 0) keys |= PointerKeys.Da;
        if ((control & SystemControlBits.KeyDb) != 0) keys |= PointerKeys.Db;
        return keys;
    }

    private void SynchronizeContext(bool isSwitch = false)
    {
        if (!hasNewTables) return;
        hasNewTables = false;
        translation.LowerBase = this[SystemRegisterTable.LowerBase];
        translation.UpperBase = this[SystemRegisterTable.UpperBase];
        Engine.AddressSpaceChanged(translation.AddressSpace, translation.Root, isSwitch);
    }

    // SYS of group 8. False when there is no such instruction.
    private bool TryInvalidateTranslations(int crm, int op2, ulong operand)
    {
        bool hasRanges = Has.Has.HasFlag(Arm64Features.TlbRange);
        bool isShared = crm is 1 or 2 or 3 or 5;
        TranslationFence fence;
        switch (crm)
        {
            case 1 when hasRanges:
            case 3 or 7:
                switch (op2)
                {
                    case 0:
                        fence = TranslationFence.Everything;
                        break;
                    case 1 or 3 or 5 or 7:
                        // Global mappings go as well, whatever the address space.
                        fence = new TranslationFence(new VirtualAddress((ulong)((long)(operand << 20) >> 20) << AddressPageBit), 1, null);
                        break;
                    case 2:
                        fence = new TranslationFence(default, TranslationFence.AllAddresses, (ushort)(operand >> 48));
                        break;
                    default:
                        return false;
                }

                break;
            case 2 or 5 or 6 when hasRanges && op2 is 1 or 3 or 5 or 7:
                fence = RangeOf(operand);
                break;
            default:
                return false;
        }

        Engine.FenceTranslations(fence);
        if (!isShared) return true;
        foreach (Arm64Cpu other in Others) fences.Add((other, other.Engine.RequestFence(fence, instructions: false)));
        return true;
    }

    // The operand of the instructions that name ranges (C5.5.49).
    private static TranslationFence RangeOf(ulong operand)
    {
        int granule = (operand >> 46 & 3) switch { 1 => 12, 2 => 14, 3 => 16, _ => 0 };
        if (granule == 0) return TranslationFence.Everything;
        ulong start = (ulong)((long)(operand << 27) >> 27) << granule;
        int scale = (int)(operand >> 44 & 3);
        ulong pages = ((operand >> 39 & 31) + 1) << ((5 * scale) + 1);
        return new TranslationFence(new VirtualAddress(start), pages << granule, null);
    }

    // AT: translates as an access would, and leaves what has come of it in PAR_EL1 (D17.2.103).
    private void TranslateFor(ulong address, AccessKind kind, bool isUser, bool heedsNever)
    {
        const ulong reserved = 1 << 11, pageMask = 0x000f_ffff_ffff_f000;
        AccessRules rules = new(isUser, !isUser && heedsNever && (process & ProcessState.NeverAccess) != 0);
        TranslationResult result = translation.Translate(address, kind, rules, out Translation found);
        if (result.Status != FaultStatus.None)
        {
            this[SystemRegisterTable.TranslatedAddress] = 1 | (ulong)result.Code << 1 | reserved;
            return;
        }

        int index = (int)(result.Attributes & 7);
        ulong attributes = translation.IsEnabled ? this[SystemRegisterTable.Attributes] >> (8 * index) & 0xff : 0;
        ulong shareability = translation.IsEnabled ? result.Attributes >> 3 : 2;
        this[SystemRegisterTable.TranslatedAddress] =
            (found.Address.Value & pageMask) | attributes << 56 | shareability << 7 | reserved | 1 << 9;
    }

    // DSB: waits until the other CPUs have done what was asked of them. Two may wait for each other, so this one serves
    // while it waits.
    private void AwaitFences()
    {
        if (fences.Count == 0) return;
        SpinWait wait = default;
        foreach ((Cpu cpu, ulong ticket) in fences)
        {
            while (!cpu.Engine.IsFenceServed(ticket))
            {
                Engine.ServeFences();
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }

        fences.Clear();
    }
}
