using System.Numerics;
using Emu.Core.Memory;
using Emu.Engine.Tlb;
using Emu.Host;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Engine.Code;

/// <summary>
/// Virtual address to block, for jumps that links do not serve. Entries of another context (mode, address space, or
/// before a flush) do not match, so a flush is a change of <see cref="Context"/>. A context that address spaces share
/// stays the same in all of them as long as its code lies in global mappings. What baseline code's calls return to is kept in smaller
/// tables beside it, one for each context.
/// </summary>
/// <remarks>Invariant of the unsafe code: indexes are masked to the size of the table. A table of returns leads only to code that may
/// be entered in its context: when anything is forgotten, and when address spaces change, all of them are cleared.</remarks>
internal sealed unsafe class JumpCache : IDisposable
{
    // The lowest bits of CpuState.JumpContext are the context's number, the others its generation.
    private const int ContextBits = 4;

    // Translated code that had to make room for another target's. Native code looks here too when translated code has
    // not found its next target, before it leaves to the engine: two functions that call each other may want one entry.
    // It knows this number.
    private const int OverflowEntries = 1024;

    // Stands for code that is not translated: it leaves to the engine.
    private static readonly void* stub = NativeCode.UntranslatedStub();

    private readonly HostMemory memory = new(
        (ulong)(((JumpTable.PageSets * JumpTable.SlotsPerPage) + OverflowEntries) * sizeof(JumpCacheEntry)));
    private readonly JumpCacheEntry* entries;
    private readonly JumpCacheEntry* overflow;
    private readonly CpuState* state;
    private readonly HostMemory returns;

    // The contexts that have been current since their tables of returns were cleared, a bit each.
    private uint usedReturns;

    // A number that was never used before stands for what is valid, of each context in each partition; a context that is
    // not kept apart by address space has all of them equal.
    private readonly ulong[] generations;
    private readonly ContextKind[] kinds;
    private ulong lastGeneration;
    private int context;
    private int space;
    private bool hasLocalSharedCode;
    private bool hasOverflow;

    /// <summary>Makes it the jump cache of the CPU with that state.</summary>
    /// <param name="state">The CPU's state.</param>
    /// <param name="contexts">The guest's contexts.</param>
    public JumpCache(CpuState* state, IReadOnlyList<ContextKind> contexts)
    {
        kinds = [.. contexts];
        if (kinds.Length > 1 << ContextBits)
            throw new ArgumentException($"{kinds.Length} contexts; the most is {1 << ContextBits}", nameof(contexts));
        generations = new ulong[kinds.Length * AddressSpaces.Count];
        returns = new HostMemory((ulong)(kinds.Length * ReturnTable.Bytes));
        usedReturns = (1u << kinds.Length) - 1;
        this.state = state;
        entries = (JumpCacheEntry*)memory.Pointer;
        overflow = entries + (JumpTable.PageSets * JumpTable.SlotsPerPage);
        state->JumpTable = entries;
        state->JumpOverflow = overflow;
        Flush();
    }

    /// <summary><see cref="CpuState.JumpContext"/>: what an entry must have for its target to be the right one.</summary>
    public ulong Context => state->JumpContext;

    /// <summary>Changes whenever a target that was remembered, or code that may be running, has been forgotten.</summary>
    public ulong Version { get; private set; }

    /// <summary>The pairs of <see cref="ReturnTable"/> of a context, address and code in turn.</summary>
    internal Span<ulong> ReturnsOf(int number) => new(returns.Pointer + (number * ReturnTable.Bytes), ReturnTable.Bytes / sizeof(ulong));

    /// <summary>The entry in which a target belongs. All targets of a page share one contiguous set.</summary>
    public JumpCacheEntry* Entry(ulong pc) =>
        (JumpCacheEntry*)((byte*)entries + ((pc << JumpTable.SetShift) & JumpTable.SetMask)
            + JumpTable.SlotOffset((uint)(pc & (AddressMap.PageSize - 1))));

    /// <summary>Remembers a target, without translated code: the next lookup of the block adds that.</summary>
    public void Set(ulong pc, Block* block)
    {
        JumpCacheEntry* entry = Entry(pc);
        if (entry->Context == Context && entry->Pc != pc && entry->Code != stub)
        {
            overflow[((entry->Pc >> 1) ^ (entry->Pc >> 13)) % OverflowEntries] = *entry;
            hasOverflow = true;
        }

        *entry = new JumpCacheEntry { Pc = pc, Context = Context, Block = block, Code = stub };
    }

    /// <summary>Forgets everything.</summary>
    public void Flush()
    {
        NoteForgottenCode();
        for (int each = 0; each < kinds.Length; each++)
        {
            if (kinds[each] != ContextKind.PerSpace) Renew(each);
            else for (int partition = 0; partition < AddressSpaces.Count; partition++) Renew(each, partition);
        }

        hasLocalSharedCode = false;
        SetContext(context);
    }

    /// <summary>Forgets what is not global of a partition of <see cref="AddressSpaces"/>.</summary>
    public void FlushSpace(int partition)
    {
        NoteForgottenCode();
        RenewSpace(partition);
        if (partition == space && hasLocalSharedCode) RenewShared();
        SetContext(context);
    }

    /// <summary>Selects the partition whose entries match; empties it when it is stale.</summary>
    public void SelectSpace(int partition, bool stale)
    {
        NoteForgottenCode();
        if (stale) RenewSpace(partition);
        if (hasLocalSharedCode && (stale || partition != space)) RenewShared();
        space = partition;
        SetContext(context);
    }

    /// <summary>Code was found through a mapping that is not global: in a context that address spaces share it is the
    /// current one's only.</summary>
    public void NoteLocalCode() => hasLocalSharedCode |= kinds[context] == ContextKind.Shared;

    /// <summary>The code of a page was forgotten. It may be running, and no target may be remembered that leads to it: jumps inside
    /// of a region do not come here.</summary>
    public void NoteForgottenCode()
    {
        Version++;
        for (uint rest = usedReturns; rest != 0; rest &= rest - 1) ReturnTable.Clear(ReturnsOf(BitOperations.TrailingZeroCount(rest)));
        usedReturns = 1u << context;
    }

    /// <summary>Forgets the targets in one page.</summary>
    public void FlushPage(ulong address) => ClearSet(SetOf(address));

    /// <summary>The number of the set that holds the targets in a page.</summary>
    public static int SetOf(ulong address) => (int)(((address << JumpTable.SetShift) & JumpTable.SetMask) / JumpTable.SetBytes);

    /// <summary>Forgets the targets in all pages that share a set.</summary>
    public void ClearSet(int set)
    {
        NoteForgottenCode();
        new Span<byte>((byte*)entries + (set * JumpTable.SetBytes), JumpTable.SetBytes).Clear();
        if (hasOverflow) new Span<JumpCacheEntry>(overflow, OverflowEntries).Clear();
        hasOverflow = false;
    }

    /// <summary>Selects the context whose entries match.</summary>
    public void SetContext(int number)
    {
        context = number;
        state->JumpContext = (generations[(number * AddressSpaces.Count) + space] << ContextBits) | (uint)number;
        state->Returns = returns.Pointer + (number * ReturnTable.Bytes);
        usedReturns |= 1u << number;
    }

    public void Dispose()
    {
        memory.Dispose();
        returns.Dispose();
    }

    private void Renew(int each, int partition) => generations[(each * AddressSpaces.Count) + partition] = ++lastGeneration;

    private void Renew(int each) => generations.AsSpan(each * AddressSpaces.Count, AddressSpaces.Count).Fill(++lastGeneration);

    private void RenewSpace(int partition)
    {
        for (int each = 0; each < kinds.Length; each++)
            if (kinds[each] == ContextKind.PerSpace) Renew(each, partition);
    }

    private void RenewShared()
    {
        for (int each = 0; each < kinds.Length; each++)
            if (kinds[each] == ContextKind.Shared) Renew(each);
        hasLocalSharedCode = false;
    }
}
