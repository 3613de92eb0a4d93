using Emu.Guest.Arm64.Privileged;

namespace Emu.Guest.Arm64;

/// <content>What users see of a CPU that stands still.</content>
public sealed unsafe partial class Arm64Cpu
{
    private static readonly SystemRegister[] Shown =
    [
        SystemRegisterTable.Control, SystemRegisterTable.TranslationControlRegister, SystemRegisterTable.LowerBase,
        SystemRegisterTable.UpperBase, SystemRegisterTable.VectorBase, SystemRegisterTable.ReturnAddress,
        SystemRegisterTable.SavedState, SystemRegisterTable.Syndrome, SystemRegisterTable.FaultAddress,
    ];

    /// <summary>The program counter, PSTATE as SPSR_EL1 has it, the stack pointers, the system registers that people look at first,
    /// and the general registers. While the CPU does not run; any thread.</summary>
    public IReadOnlyList<(string Name, ulong Value, bool IsGeneral)> ReadRegisters()
    {
        List<(string, ulong, bool)> all =
        [
            ("pc", State->Pc, false), ("pstate", SavedProcessState, false), ("sp_el0", ProgramStack, false),
            ("sp_el1", UsesKernelStack ? State->Registers[Arm64Architecture.StackPointer] : kernelStack, false),
        ];
        foreach (SystemRegister register in Shown)
            all.Add((SystemRegisterNames.NameOf(register.Number), this[register], false));
        for (int i = 0; i < GeneralCount; i++) all.Add(($"x{i}", State->Registers[i], true));
        all.Add(("sp", State->Registers[Arm64Architecture.StackPointer], true));
        return all;
    }

    /// <summary>What the translation tables map, for people: a head, and a line a range, or a line a page. Null without
    /// translation.</summary>
    /// <param name="isByPage">A line has a page or block: where it is, where it leads, what it allows, and its size.</param>
    public IReadOnlyList<string>? DescribeMappings(bool isByPage)
    {
        if (!translation.IsEnabled) return null;
        IEnumerable<AddressMapping> mappings = translation.ListMappings(isByPage);
        if (isByPage) return [.. mappings.Select(each => $"{each.Start:x16}: {each.Physical:x16} {each.Attributes} {each.Size:x}")];
        return
        [
            "vaddr            paddr            size             attr",
            "---------------- ---------------- ---------------- --------",
            .. mappings.Select(each => $"{each.Start:x16} {each.Physical:x16} {each.Size:x16} {each.Attributes}"),
        ];
    }
}
