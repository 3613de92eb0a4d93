namespace Emu.Linux.Syscalls;

/// <summary>All system calls of riscv64 up to Linux 6.1, by number.</summary>
internal static class SyscallTable
{
    private const int Numbers = 451;

    /// <summary>The rows of each subject. No number is in two of them.</summary>
    public static IReadOnlyList<IReadOnlyList<SyscallRow>> Subjects { get; } =
    [
        AttributeCalls.Rows, DescriptorCalls.Rows, FileCalls.Rows, HardwareProbe.Rows, IdentityCalls.Rows,
        InformationCalls.Rows,
        IpcCalls.Rows, MemoryCalls.Rows, MissingCalls.Rows, MountCalls.Rows, NetworkCalls.Rows, PollCalls.Rows,
        ProcessCalls.Rows, ReadWriteCalls.Rows, SchedulingCalls.Rows, SignalCalls.Rows, TimeCalls.Rows,
    ];

    private static readonly SyscallRow?[] byNumber = Index();

    /// <summary>The rows, ascending by number.</summary>
    public static IReadOnlyList<SyscallRow> Rows { get; } = [.. byNumber.OfType<SyscallRow>()];

    /// <summary>The row of a number; null when Linux 6.1 has no such call.</summary>
    public static SyscallRow? Find(ulong number) => number < Numbers ? byNumber[number] : null;

    // A row that serves a call takes what it does not say from the call's signature.
    private static SyscallRow?[] Index()
    {
        var index = new SyscallRow?[Numbers];
        foreach (SyscallRow signature in SyscallSignatures.Rows) index[signature.Number] = signature;
        foreach (IReadOnlyList<SyscallRow> subject in Subjects)
        {
            foreach (SyscallRow row in subject) index[row.Number] = Complete(row, index[row.Number]);
        }
        return index;
    }

    private static SyscallRow Complete(SyscallRow row, SyscallRow? signature) =>
        signature is null || row.Arguments.Count != 0
            ? row
            : row with { Arguments = signature.Arguments, Result = signature.Result };
}
