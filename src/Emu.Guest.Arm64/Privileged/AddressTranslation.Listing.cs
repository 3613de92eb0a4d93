using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Guest.Arm64.Privileged;

/// <content>What the tables map, for people.</content>
internal sealed unsafe partial class AddressTranslation
{
    /// <summary>Entries that are looked at, and mappings that are listed: tables of a guest may lead back to themselves.</summary>
    private const int MostEntries = 1 << 22, MostMappings = 1 << 17;

    /// <summary>All that the tables of both ranges map, by address; pages that follow each other in both address spaces and allow
    /// the same are one. None without translation; cut short when there are very many. Changes nothing, and the CPU does not
    /// run.</summary>
    /// <param name="isByPage">Each page or block stands by itself.</param>
    public IReadOnlyList<AddressMapping> ListMappings(bool isByPage)
    {
        List<AddressMapping> all = [];
        int rest = MostEntries;
        if (!IsEnabled) return all;
        foreach (ulong half in (ulong[])[0, ulong.MaxValue])
        {
            if (!TryBegin(half, AccessKind.Load, default, out Table table)) continue;
            int bits = table.Granule + ((table.Granule - 3) * (LastLevel - table.Level)) + table.IndexBits;
            List(table, half == 0 ? 0 : ulong.MaxValue << bits, 0, isByPage, all, ref rest);
        }

        return all;
    }

    private void List(Table table, ulong start, ulong inherited, bool isByPage, List<AddressMapping> all, ref int rest)
    {
        int shift = table.Granule + ((table.Granule - 3) * (LastLevel - table.Level));
        for (ulong index = 0; index < 1UL << table.IndexBits && rest > 0 && all.Count < MostMappings; index++, rest--)
        {
            ulong* place = FindEntry(new PhysicalAddress(table.Start + (index * EntrySize)));
            if (place == null) return;
            ulong entry = Volatile.Read(ref *place), address = start + (index << shift);
            if ((entry & Valid) == 0) continue;
            bool isLast = table.Level == LastLevel, isTable = !isLast && (entry & TableOrPage) != 0;
            ulong output = OutputOf(entry, isTable ? table.Granule : shift, table.Granule);
            if (isTable)
            {
                Table next = table with { Start = output, Level = table.Level + 1, IndexBits = table.Granule - 3 };
                List(next, address, table.IgnoresTables ? inherited : inherited | entry, isByPage, all, ref rest);
                continue;
            }

            if (isLast ? (entry & TableOrPage) == 0 : !MayBeBlock(table.Level, table.Granule)) continue;
            AddressMapping found = new(address, output, 1UL << shift, Describe(WithInherited(entry, inherited)));
            if (!isByPage && all is [.., var last] && last.IsFollowedBy(found)) all[^1] = last with { Size = last.Size + found.Size };
            else all.Add(found);
        }
    }

    private string Describe(ulong entry)
    {
        Leaf leaf = new() { Entry = entry, Descriptor = entry, MayBeDirtied = IsDirtyTracked(entry) };
        return Describe(leaf, default) + Describe(leaf, new AccessRules(IsUser: true, IsNever: false))
            + ((entry & NotGlobal) == 0 ? 'g' : '-') + ((entry & Accessed) != 0 ? 'a' : '-');
    }

    private string Describe(in Leaf leaf, AccessRules rules) =>
        (Permits(leaf, AccessKind.Load, rules) ? "r" : "-") + (Permits(leaf, AccessKind.Store, rules) ? 'w' : '-')
        + (Permits(leaf, AccessKind.Fetch, rules) ? 'x' : '-');
}
