namespace Emu.Guest.RiscV.Privileged;

/// <content>What users see of a hart that stands still.</content>
public sealed unsafe partial class Hart
{
    private static readonly (string Name, int Number)[] Shown =
    [
        ("mstatus", Csr.MStatus), ("mip", Csr.Mip), ("mie", Csr.Mie), ("mideleg", Csr.MIDeleg), ("medeleg", Csr.MEDeleg),
        ("mtvec", Csr.MTVec), ("stvec", Csr.STVec), ("mepc", Csr.MEpc), ("sepc", Csr.SEpc), ("mcause", Csr.MCause),
        ("scause", Csr.SCause), ("mtval", Csr.MTVal), ("stval", Csr.STVal), ("mscratch", Csr.MScratch),
        ("sscratch", Csr.SScratch), ("satp", Csr.Satp),
    ];

    /// <summary>The program counter, the hart's number, the CSRs that people look at first, and the general registers under
    /// both of their names. While the hart does not run; any thread.</summary>
    public IReadOnlyList<(string Name, ulong Value, bool IsGeneral)> ReadRegisters()
    {
        List<(string, ulong, bool)> all = [("pc", State->Pc, false), ("mhartid", (ulong)Id, false)];
        foreach ((string name, int number) in Shown)
            if (csrs.Inspect(number) is { } value) all.Add((name, value, false));
        for (byte i = 0; i < 32; i++) all.Add(($"x{i}/{OperandText.Reg(i)}", Registers[i], true));
        for (byte i = 0; i < 32; i++) all.Add(($"f{i}/{OperandText.FReg(i)}", Registers[RiscVArchitecture.FirstFloat + i], true));
        return all;
    }

    /// <summary>What the page tables map, for people: a head, and a line a range, or a line a page. Null without paging.</summary>
    /// <param name="isByPage">A line has a page: where it is, where it leads, what it allows, and its size.</param>
    public IReadOnlyList<string>? DescribeMappings(bool isByPage)
    {
        if (translation.Satp >> AddressTranslation.PagingModeShift == 0) return null;
        if (isByPage)
        {
            return
            [
                .. translation.ListMappings(isByPage).Select(each => $"{each.Start:x16}: {each.Physical:x16} {each.Attributes} {each.Size:x}"),
            ];
        }

        return
        [
            "vaddr            paddr            size             attr",
            "---------------- ---------------- ---------------- -------",
            .. translation.ListMappings(isByPage).Select(each => $"{each.Start:x16} {each.Physical:x16} {each.Size:x16} {each.Attributes}"),
        ];
    }
}
