using Emu.Core.Memory;
using Emu.Isa;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// Physical memory protection (privileged specification, 3.7): rules by address range, the first that matches decides.
/// The grain is 4 bytes. Used by the hart's own thread only.
/// </summary>
internal sealed partial class PhysicalMemoryProtection : IStateListener
{
    private const int Locked = 0x80;
    private const int MatchShift = 3;
    private const int MatchMask = 3 << MatchShift;
    private const int TopOfRange = 1, NaturallyAligned4 = 2;
    private const ulong AddressMask = (1UL << 54) - 1;

    [State]
    private readonly byte[] configuration;
    [State]
    private readonly ulong[] address;
    [Derived]
    private readonly Rule[] rules;
    [Derived]
    private int ruleCount;

    // The rule that the last access came under, cut down to where no earlier rule reaches: most accesses are in it.
    [Derived]
    private Rule window;

    public PhysicalMemoryProtection(int regions)
    {
        configuration = new byte[regions];
        address = new ulong[regions];
        rules = new Rule[regions];
        window = Rule.Nowhere;
    }

    /// <summary>Number of entries.</summary>
    public int Count => configuration.Length;

    /// <summary>Turns all entries off and unlocks them; addresses stay.</summary>
    public void Reset()
    {
        Array.Clear(configuration);
        Rebuild();
    }

    /// <inheritdoc/>
    public void StateLoaded()
    {
        for (int entry = 0; entry < Count; entry++)
        {
            configuration[entry] = Legalize(configuration[entry]);
            address[entry] &= AddressMask;
        }

        Rebuild();
    }

    /// <summary>Lets every mode do everything, through one entry, as firmware does for the system it starts.</summary>
    public void Open()
    {
        if (Count == 0) return;
        address[0] = AddressMask;
        configuration[0] = MatchMask | (byte)PmpPermissions.All;
        Rebuild();
    }

    /// <summary>Eight entries' configuration bytes, from entry 8 * <paramref name="group"/>.</summary>
    public ulong ReadConfiguration(int group)
    {
        ulong value = 0;
        for (int i = 7; i >= 0; i--) value = (value << 8) | configuration[(group * 8) + i];
        return value;
    }

    /// <summary>Writes eight entries' bytes, locked ones excepted; true when a rule changed.</summary>
    public bool WriteConfiguration(int group, ulong value)
    {
        bool changed = false;
        for (int i = 0; i < 8; i++, value >>= 8)
        {
            int entry = (group * 8) + i;
            byte legal = Legalize((byte)value);
            if ((configuration[entry] & Locked) != 0 || configuration[entry] == legal) continue;
            configuration[entry] = legal;
            changed = true;
        }

        if (changed) Rebuild();
        return changed;
    }

    public ulong ReadAddress(int entry) => address[entry];

    /// <summary>Writes one address register unless a lock holds it; true when it changed.</summary>
    public bool WriteAddress(int entry, ulong value)
    {
        ulong legal = value & AddressMask;
        if (IsAddressLocked(entry) || address[entry] == legal) return false;
        address[entry] = legal;
        Rebuild();
        return true;
    }

    /// <summary>True when an access of <paramref name="length"/> bytes (at least 1) is allowed as a whole.</summary>
    public bool Allows(PhysicalAddress start, ulong length, AccessKind kind, PrivilegeMode mode)
    {
        ulong first = start.Value, last = first + (length - 1);
        return last >= first && TryGetPermissions(first, last, mode, out PmpPermissions permissions)
            && (permissions & Needed(kind)) != 0;
    }

    /// <summary>
    /// What a mode may do with all of a 4 KiB page; false when no one rule decides for the whole page.
    /// </summary>
    public bool TryGetPagePermissions(ulong page, PrivilegeMode mode, out PmpPermissions permissions) =>
        TryGetPermissions(page, page + (AddressMap.PageSize - 1), mode, out permissions);

    /// <summary>The permission that a kind of access needs.</summary>
    public static PmpPermissions Needed(AccessKind kind)
    {
        if (kind == AccessKind.Load) return PmpPermissions.Read;
        return kind == AccessKind.Store ? PmpPermissions.Write : PmpPermissions.Execute;
    }

    private static byte Legalize(byte value)
    {
        int legal = value & (Locked | MatchMask | (int)PmpPermissions.All);
        // Writable but not readable is reserved.
        if ((legal & (int)PmpPermissions.Read) == 0) legal &= ~(int)PmpPermissions.Write;
        return (byte)legal;
    }

    /// <summary>
    /// What a mode may do with a range; false when no one rule, nor the lack of one, decides for all of it.
    /// </summary>
    private bool TryGetPermissions(ulong first, ulong last, PrivilegeMode mode, out PmpPermissions permissions)
    {
        bool uniform = window.Contains(first, last) || TryMoveWindow(first, last);
        permissions = uniform ? window.For(mode) : PmpPermissions.None;
        return uniform;
    }

    private bool TryMoveWindow(ulong first, ulong last)
    {
        // Where no rule matches: all for machine mode, and for all when there is nothing to make rules with.
        Rule found = new(0, ulong.MaxValue, Count == 0 ? PmpPermissions.All : PmpPermissions.None, Locked: false);
        int matching = 0;
        while (matching < ruleCount && !rules[matching].Overlaps(first, last)) matching++;
        if (matching < ruleCount) found = rules[matching];
        if (!found.Contains(first, last)) return false;
        for (int i = 0; i < matching; i++) found = found.Beside(rules[i], first);
        window = found;
        return true;
    }

    private bool IsAddressLocked(int entry)
    {
        if ((configuration[entry] & Locked) != 0) return true;
        if (entry + 1 == Count) return false;
        int above = configuration[entry + 1];
        return (above & Locked) != 0 && (above & MatchMask) >> MatchShift == TopOfRange;
    }

    private void Rebuild()
    {
        ruleCount = 0;
        window = Rule.Nowhere;
        for (int i = 0; i < Count; i++)
        {
            if (!TryGetRange(i, out ulong first, out ulong last)) continue;
            PmpPermissions permissions = (PmpPermissions)configuration[i] & PmpPermissions.All;
            rules[ruleCount++] = new Rule(first, last, permissions, (configuration[i] & Locked) != 0);
        }
    }

    private bool TryGetRange(int entry, out ulong first, out ulong last)
    {
        first = last = 0;
        int match = (configuration[entry] & MatchMask) >> MatchShift;
        if (match == 0) return false;
        if (match == TopOfRange)
        {
            first = entry == 0 ? 0 : address[entry - 1] << 2;
            ulong end = address[entry] << 2;
            last = end - 1;
            return end > first;
        }

        // The ones at the low end of a naturally aligned entry, and the zero above them, are its size.
        ulong size = match == NaturallyAligned4 ? 0 : address[entry] ^ (address[entry] + 1);
        first = (address[entry] & ~size) << 2;
        last = ((address[entry] | size) << 2) | 3;
        return true;
    }

    /// <summary>An entry that matches something; both ends are inside it.</summary>
    private readonly record struct Rule(ulong First, ulong Last, PmpPermissions Permissions, bool Locked)
    {
        /// <summary>Contains no range.</summary>
        public static readonly Rule Nowhere = new(ulong.MaxValue, 0, PmpPermissions.None, false);

        public bool Contains(ulong first, ulong last) => first >= First && last <= Last;

        public bool Overlaps(ulong first, ulong last) => first <= Last && last >= First;

        /// <summary>
        /// The part of this rule on the side of <paramref name="address"/> that an earlier rule leaves to it.
        /// </summary>
        public Rule Beside(in Rule earlier, ulong address)
        {
            if (address > earlier.Last) return earlier.Last >= First ? this with { First = earlier.Last + 1 } : this;
            return earlier.First <= Last ? this with { Last = earlier.First - 1 } : this;
        }

        public PmpPermissions For(PrivilegeMode mode) =>
            mode == PrivilegeMode.Machine && !Locked ? PmpPermissions.All : Permissions;
    }
}
