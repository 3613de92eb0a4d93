namespace Emu.Linux.Syscalls;

/// <summary>All system calls of riscv64 up to Linux 6.1, by number.</summary>
internal static class SyscallTable
{
    /// <summary>The rows, ascending by number.</summary>
    public static IReadOnlyList<SyscallRow> Rows { get; } = [];

    private static readonly SyscallRow?[] byNumber = Index();

    /// <summary>The row of a number; null when Linux 6.1 has no such call.</summary>
    public static SyscallRow? Find(ulong number) => number < (ulong)byNumber.Length ? byNumber[number] : null;

    private static SyscallRow?[] Index()
    {
        var index = new SyscallRow?[512];
        foreach (SyscallRow row in Rows) index[row.Number] = row;
        return index;
    }
}
