using Emu.Core.Logging;

namespace Emu.Cli.CommandLine;

/// <summary>The items of <c>-d</c>.</summary>
internal static class LogItemNames
{
    private static readonly (string Name, LogItems Item, string Description)[] Items =
    [
        ("in_asm", LogItems.InAsm, "guest code when it is first decoded"),
        ("op", LogItems.Op, "LLVM's IR of each region of guest code"),
        ("op_opt", LogItems.OptimizedOp, "the same after optimization"),
        ("out_asm", LogItems.OutAsm, "guest and host code of each region"),
        ("int", LogItems.Interrupts, "exceptions and interrupts"),
        ("mmu", LogItems.Mmu, "address translations, page faults, TLB flushes"),
        ("unimp", LogItems.Unimplemented, "what the guest uses and the emulator does not have"),
        ("guest_errors", LogItems.GuestErrors, "what the guest does wrong"),
        ("snapshot", LogItems.Snapshots, "boots that are kept and used, and why not"),
        ("stats", LogItems.Statistics, "a table of what the engines did, at the end"),
        ("exec", LogItems.Execution, "each block of guest code before it runs (long)"),
    ];

    /// <summary>All of them, for monitors.</summary>
    public static IReadOnlyList<(string Name, LogItems Item, string Description)> Table => Items;

    /// <summary>Names and descriptions, for help.</summary>
    public static IEnumerable<(string Name, string Description)> All =>
        Items.Select(item => (item.Name, item.Description));

    /// <summary>The set that a list of names means.</summary>
    /// <exception cref="CommandLineException">One of them is not known.</exception>
    public static LogItems Parse(string value)
    {
        LogItems set = LogItems.None;
        foreach (string name in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int index = Array.FindIndex(Items, item => item.Name == name);
            if (index < 0)
                throw new CommandLineException($"-d {value}: '{name}' is not a log item; -d help lists them");
            set |= Items[index].Item;
        }

        return set;
    }
}
