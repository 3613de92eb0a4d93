using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Guest.Arm64.Privileged;

/// <summary>
/// Stage 1 of address translation for EL1 and EL0 (D8.2 to D8.5): granules of 4, 16 and 64 KiB, both table bases, permissions,
/// and access flag and dirty state set by hardware. Used by the CPU's own thread only.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: [<see cref="ramHost"/>, + <see cref="ramSize"/>) is the host memory of one region of
/// the address map, which outlives the CPU; an entry's offset is checked against it before a pointer is formed, and
/// entries are 8-byte aligned.
/// </remarks>
/// <param name="memory">Where the tables are.</param>
/// <param name="limits">What the CPU has of address translation.</param>
/// <param name="entryStored">Told of each entry in which the walk has set bits.</param>
internal sealed unsafe partial class AddressTranslation(
    AddressMap memory, TranslationLimits limits, Action<PhysicalAddress> entryStored)
{
    // Descriptors (D8.3.1).
    private const ulong Valid = 1, TableOrPage = 2, UserAccess = 1 << 6, ReadOnly = 1 << 7, Accessed = 1 << 10;
    private const ulong NotGlobal = 1 << 11, DirtyModifier = 1UL << 51, PrivilegedNever = 1UL << 53, UserNever = 1UL << 54;
    private const int AttributeBit = 2, ShareabilityBit = 8;

    // What tables say of all below them (D8.3.2).
    private const ulong TableReadOnly = 1UL << 62, TablePrivileged = 1UL << 61;
    private const ulong TableUserNever = 1UL << 60, TablePrivilegedNever = 1UL << 59;

    private const int EntrySize = 8, LastLevel = 3, UpperBit = 55, SmallestSize = 16, LargestSize = 39;

    private const ulong LowAddress = 0x0000_ffff_ffff_ffff, BaseMask = LowAddress & ~1UL;

    // The region in which the last table was found: nearly always the one and only RAM.
    private ulong ramStart;
    private ulong ramSize;
    private byte* ramHost;
    private bool ramReadOnly;

    /// <summary>SCTLR_EL1.</summary>
    public ulong SystemControl { get; set; }

    /// <summary>TCR_EL1.</summary>
    public ulong Control { get; set; }

    /// <summary>TTBR0_EL1, as the last synchronization of the context has found it.</summary>
    public ulong LowerBase { get; set; }

    /// <summary>TTBR1_EL1, likewise.</summary>
    public ulong UpperBase { get; set; }

    /// <summary>True while addresses are translated (SCTLR_EL1.M).</summary>
    public bool IsEnabled => (SystemControl & SystemControlBits.Translation) != 0;

    /// <summary>The address space of what is not global (TCR_EL1.A1, AS).</summary>
    public ushort AddressSpace
    {
        get
        {
            ulong number = ((Control & TranslationControl.UpperHasSpace) != 0 ? UpperBase : LowerBase) >> 48;
            return (Control & TranslationControl.LongSpaces) != 0 ? (ushort)number : (byte)number;
        }
    }

    /// <summary>What else selects the tables: equal values mean the same mappings of what is not global.</summary>
    public ulong Root => (LowerBase & BaseMask) | (ulong)AddressSpace << 48;

    /// <summary>An address as translation sees it: the highest byte is ignored where TCR_EL1 says so (D8.8).</summary>
    public ulong WithoutTag(ulong address, bool isFetch)
    {
        bool isUpper = (address >> UpperBit & 1) != 0;
        if ((Control & (isUpper ? TranslationControl.UpperIgnoresTag : TranslationControl.LowerIgnoresTag)) == 0) return address;
        ulong dataOnly = isUpper ? TranslationControl.UpperTagOfDataOnly : TranslationControl.LowerTagOfDataOnly;
        if (isFetch && limits.HasPointerAuthentication && (Control & dataOnly) != 0) return address;
        return (ulong)((long)(address << 8) >> 8);
    }

    /// <summary>Translates one address.</summary>
    /// <param name="address">The virtual address.</param>
    /// <param name="kind">What the access does.</param>
    /// <param name="rules">Who makes the access.</param>
    /// <param name="translation">Where it leads to.</param>
    public TranslationResult Translate(ulong address, AccessKind kind, AccessRules rules, out Translation translation)
    {
        translation = default;
        if (!IsEnabled)
        {
            ulong plain = WithoutTag(address, kind == AccessKind.Fetch);
            if (plain >> limits.AddressBits != 0) return new TranslationResult(FaultStatus.AddressSize, 0);
            translation = new Translation
            {
                Address = new PhysicalAddress(plain),
                PageSize = AddressMap.PageSize,
                Readable = true,
                Writable = true,
                Global = true,
                Cacheable = true,
            };
            return default;
        }

        TranslationResult result = Walk(address, kind, rules, out Leaf leaf);
        if (result.Status != FaultStatus.None) return result;
        translation = new Translation
        {
            Address = new PhysicalAddress(leaf.Output),
            PageSize = leaf.Size,
            Readable = Permits(leaf, AccessKind.Load, rules),
            Writable = (leaf.Descriptor & ReadOnly) == 0 && Permits(leaf, AccessKind.Store, rules),
            Global = (leaf.Descriptor & NotGlobal) == 0,
            Cacheable = true,
        };
        return result;
    }

    /// <summary>Where an address leads to, whatever may be done there; false when nothing is mapped. Changes
    /// nothing.</summary>
    public bool TryInspect(ulong address, out PhysicalAddress physical)
    {
        physical = new PhysicalAddress(address);
        if (!IsEnabled) return true;
        if (!TryBegin(address, AccessKind.Load, default, out Table table)) return false;
        if (Find(address, ref table, out Leaf leaf).Status != FaultStatus.None) return false;
        physical = new PhysicalAddress(leaf.Output);
        return true;
    }

    private TranslationResult Walk(ulong address, AccessKind kind, AccessRules rules, out Leaf leaf)
    {
        while (true)
        {
            leaf = default;
            if (!TryBegin(address, kind, rules, out Table table)) return new TranslationResult(FaultStatus.Translation, 0);
            TranslationResult result = Find(address, ref table, out leaf);
            if (result.Status != FaultStatus.None) return result;
            bool setsFlag = (Control & TranslationControl.SetsAccessFlag) != 0 && limits.UpdatesFlags;
            if ((leaf.Descriptor & Accessed) == 0 && !setsFlag) return new TranslationResult(FaultStatus.AccessFlag, leaf.Level);
            if (!Permits(leaf, kind, rules)) return new TranslationResult(FaultStatus.Permission, leaf.Level);
            ulong wanted = leaf.Entry | Accessed;
            bool isDirtied = kind == AccessKind.Store && (leaf.Entry & ReadOnly) != 0;
            if (isDirtied) wanted &= ~ReadOnly;
            if (wanted == leaf.Entry) return new TranslationResult(FaultStatus.None, leaf.Level) { Attributes = AttributesOf(leaf) };
            if (leaf.IsReadOnlyMemory) return new TranslationResult(FaultStatus.ExternalOnWalk, leaf.Level);
            // Another CPU may have changed the entry meanwhile: then all is looked at again.
            if (Interlocked.CompareExchange(ref *leaf.Place, wanted, leaf.Entry) != leaf.Entry) continue;
            entryStored(leaf.PlaceAddress);
            leaf.Descriptor |= Accessed;
            if (isDirtied) leaf.Descriptor &= ~ReadOnly;
            return new TranslationResult(FaultStatus.None, leaf.Level) { Attributes = AttributesOf(leaf) };
        }
    }

    // False when the address is of neither range, or its range is turned off for the access.
    private bool TryBegin(ulong address, AccessKind kind, AccessRules rules, out Table table)
    {
        bool isUpper = (address >> UpperBit & 1) != 0;
        ulong plain = WithoutTag(address, kind == AccessKind.Fetch);
        int half = isUpper ? 16 : 0;
        int granule = isUpper
            ? (Control >> 30 & 3) switch { 1 => 14, 3 => 16, _ => 12 }
            : (Control >> 14 & 3) switch { 1 => 16, 2 => 14, _ => 12 };
        int smallest = granule == 16 && limits.HasLargeAddresses ? SmallestSize - 4 : SmallestSize;
        int bits = 64 - Math.Clamp((int)(Control >> half & 0x3f), smallest, LargestSize);
        table = default;
        // All bits above the address are as bit 55.
        if (!IsUpperOf(plain, bits, isUpper)) return false;
        if ((Control >> half & TranslationControl.LowerDisabled) != 0) return false;
        ulong userDisabled = isUpper ? TranslationControl.UpperDisabledForUser : TranslationControl.LowerDisabledForUser;
        if (limits.HasUserDisable && rules.IsUser && (Control & userDisabled) != 0) return false;
        int stride = granule - 3;
        int level = LastLevel + 1 - ((bits - granule + stride - 1) / stride);
        int firstBits = bits - granule - (stride * (LastLevel - level));
        ulong ttbr = isUpper ? UpperBase : LowerBase;
        ulong start = ttbr & BaseMask & ~((8UL << firstBits) - 1);
        if (granule == 16 && OutputBits > 48) start = (start & ~0x3fUL) | (ttbr & 0x3c) << 46;
        ulong ignores = isUpper ? TranslationControl.UpperIgnoresTables : TranslationControl.LowerIgnoresTables;
        table = new Table
        {
            Start = start,
            Level = level,
            Granule = granule,
            IndexBits = firstBits,
            IgnoresTables = limits.HasTableDisable && (Control & ignores) != 0,
        };
        return true;
    }

    private static bool IsUpperOf(ulong address, int bits, bool isUpper) =>
        isUpper ? ~address >> bits == 0 : address >> bits == 0;

    // Goes down to the leaf, from a table.
    private TranslationResult Find(ulong address, ref Table table, out Leaf leaf)
    {
        leaf = default;
        int stride = table.Granule - 3;
        ulong inherited = 0;
        int indexBits = table.IndexBits, outputBits = OutputBits;
        for (int level = table.Level; ; level++)
        {
            int shift = table.Granule + (stride * (LastLevel - level));
            ulong index = address >> shift & ((1UL << indexBits) - 1);
            indexBits = stride;
            if (table.Start >> outputBits != 0)
                return new TranslationResult(FaultStatus.AddressSize, level == table.Level ? 0 : level - 1);
            PhysicalAddress at = new(table.Start + (index * EntrySize));
            ulong* place = FindEntry(at);
            if (place == null) return new TranslationResult(FaultStatus.ExternalOnWalk, level);
            ulong entry = Volatile.Read(ref *place);
            bool isTable = level < LastLevel && (entry & TableOrPage) != 0;
            bool isLeaf = level == LastLevel ? (entry & TableOrPage) != 0 : !isTable && MayBeBlock(level, table.Granule);
            if ((entry & Valid) == 0 || !(isTable || isLeaf)) return new TranslationResult(FaultStatus.Translation, level);
            ulong output = OutputOf(entry, isTable ? table.Granule : shift, table.Granule);
            if (isTable)
            {
                if (!table.IgnoresTables) inherited |= entry;
                table.Start = output;
                continue;
            }

            if (output >> outputBits != 0) return new TranslationResult(FaultStatus.AddressSize, level);
            ulong size = 1UL << shift;
            leaf = new Leaf
            {
                Output = output | (address & (size - 1)),
                Size = size,
                Level = level,
                Entry = entry,
                Descriptor = WithInherited(entry, inherited),
                Place = place,
                PlaceAddress = at,
                IsReadOnlyMemory = ramReadOnly,
                MayBeDirtied = (inherited & TableReadOnly) == 0 && IsDirtyTracked(entry),
            };
            return default;
        }
    }

    private bool IsDirtyTracked(ulong entry) =>
        limits.UpdatesFlags && (Control & TranslationControl.SetsDirtyState) != 0 && (entry & DirtyModifier) != 0;

    // 4 KiB: 1 GiB and 2 MiB; 16 KiB: 32 MiB; 64 KiB: 512 MiB.
    private static bool MayBeBlock(int level, int granule) => level == 2 || (level == 1 && granule == 12);

    private ulong OutputOf(ulong entry, int shift, int granule)
    {
        ulong output = entry & LowAddress & ~((1UL << shift) - 1);
        return granule == 16 && limits.AddressBits > 48 ? output | (entry >> 12 & 15) << 48 : output;
    }

    private int OutputBits
    {
        get
        {
            int wanted = (Control >> 32 & 7) switch { 0 => 32, 1 => 36, 2 => 40, 3 => 42, 4 => 44, 5 => 48, _ => 52 };
            return Math.Min(wanted, limits.AddressBits);
        }
    }

    private static ulong WithInherited(ulong entry, ulong inherited)
    {
        if ((inherited & TableReadOnly) != 0) entry |= ReadOnly;
        if ((inherited & TablePrivileged) != 0) entry &= ~UserAccess;
        if ((inherited & TableUserNever) != 0) entry |= UserNever;
        if ((inherited & TablePrivilegedNever) != 0) entry |= PrivilegedNever;
        return entry;
    }

    private bool Permits(in Leaf leaf, AccessKind kind, AccessRules rules)
    {
        ulong entry = leaf.Descriptor;
        bool isWritable = (entry & ReadOnly) == 0 || leaf.MayBeDirtied, isUsers = (entry & UserAccess) != 0;
        bool neverWritten = (SystemControl & SystemControlBits.WritableNeverExecuted) != 0;
        if (rules.IsUser)
        {
            return kind switch
            {
                AccessKind.Fetch => (entry & UserNever) == 0 && !(neverWritten && isUsers && isWritable),
                AccessKind.Load => isUsers,
                _ => isUsers && isWritable,
            };
        }

        if (kind == AccessKind.Fetch)
            return (entry & PrivilegedNever) == 0 && !(isUsers && isWritable) && !(neverWritten && isWritable);
        if (rules.IsNever && isUsers) return false;
        return kind == AccessKind.Load || isWritable;
    }

    private static ulong AttributesOf(in Leaf leaf) =>
        (leaf.Descriptor >> AttributeBit & 7) | (leaf.Descriptor >> ShareabilityBit & 3) << 3;

    /// <summary>
    /// Host address of an entry; null when there is no memory. Leaves <see cref="ramReadOnly"/> for that memory.
    /// </summary>
    private ulong* FindEntry(PhysicalAddress address)
    {
        ulong offset = address.Value - ramStart;
        if (ramSize >= EntrySize && offset <= ramSize - EntrySize) return (ulong*)(ramHost + offset);
        MemoryRegion? region = memory.Find(address);
        // Read once: another CPU may switch a flash region to its command mode at any time.
        byte* host = region is null ? null : region.Host;
        if (host == null || !region!.Contains(address, EntrySize)) return null;
        ramStart = region.Start.Value;
        ramSize = region.Size;
        ramHost = host;
        ramReadOnly = region.IsReadOnly;
        return (ulong*)(ramHost + (address.Value - ramStart));
    }

    private struct Table
    {
        public ulong Start;
        public int Level, Granule, IndexBits;
        public bool IgnoresTables;
    }

    private struct Leaf
    {
        public ulong Output, Size;
        public int Level;

        /// <summary>The entry as it stands in memory.</summary>
        public ulong Entry;

        /// <summary>The entry with what the tables above it say.</summary>
        public ulong Descriptor;

        public ulong* Place;
        public PhysicalAddress PlaceAddress;
        public bool IsReadOnlyMemory, MayBeDirtied;
    }
}
